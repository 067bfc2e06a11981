// Loaded before the command line: the clock of the wall jumps back a day or forth a year at every look.
const own = Date.now.bind(Date);
const [day, year] = [86_400_000, 31_536_000_000];
let looks = 0;
const jumping = () => own() + (looks++ % 2 === 0 ? -day : year);
globalThis.Date = class extends Date {
  constructor(...args) {
    super(...(args.length === 0 ? [jumping()] : args));
  }
  static now() {
    return jumping();
  }
};
