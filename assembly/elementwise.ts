/** Sums and products entry by entry. Addresses of 0 stand for absent terms; an output may be any of the inputs. */

/** out = x + y. */
export function add(x: usize, y: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(out + at, f64x2.add(v128.load(x + at), v128.load(y + at)));
}

/** out = s x + from. */
export function scale(s: usize, x: usize, from: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f64x2.mul(v128.load(s + at), v128.load(x + at));
    if (from) sum = f64x2.add(v128.load(from + at), sum);
    v128.store(out + at, sum);
  }
}

/** out = s x + b y + from. */
export function scaleTwo(s: usize, x: usize, b: usize, y: usize, from: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f64x2.add(
      f64x2.mul(v128.load(s + at), v128.load(x + at)),
      f64x2.mul(v128.load(b + at), v128.load(y + at)),
    );
    if (from) sum = f64x2.add(v128.load(from + at), sum);
    v128.store(out + at, sum);
  }
}

/** out = s x + from and bend = c x. */
export function scaleAndBend(s: usize, c: usize, x: usize, from: usize, out: usize, bend: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = v128.load(x + at);
    let sum = f64x2.mul(v128.load(s + at), v);
    if (from) sum = f64x2.add(v128.load(from + at), sum);
    const bent = f64x2.mul(v128.load(c + at), v);
    v128.store(out + at, sum);
    v128.store(bend + at, bent);
  }
}

/** out = x. */
export function copy(x: usize, out: usize, bytes: usize): void {
  memory.copy(out, x, bytes);
}

/** Row `row` of a batch becomes 1, the others 0. */
export function seed(out: usize, rows: usize, row: usize, panels: usize, rowBytes: usize): void {
  memory.fill(out, 0, panels * rows * rowBytes);
  for (let panel: usize = 0; panel < panels; panel++)
    for (let at: usize = 0; at < rowBytes; at += 8) store<f64>(out + (panel * rows + row) * rowBytes + at, 1);
}
