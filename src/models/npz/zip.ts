/**
 * Reads a ZIP archive held in memory: stored and deflated members, sizes below 4 GiB, no encryption (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16).
 * The central directory is what counts. Every member is checked against its checksum, which small libraries for this do not do;
 * inflation stops at the declared size, and the declared sizes are bounded together before anything is inflated.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { type Read, refuse } from "./outcome.ts";

export interface ZipLimits {
  readonly members: number;
  /** Of all members together, inflated. */
  readonly bytes: number;
}

interface Member {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const memberSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const memberLength = 46;
const localLength = 30;
/** A field that holds this has its value in a ZIP64 extension: only archives beyond 4 GiB need one. */
const elsewhere = 0xffffffff;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The end record is last but for a comment of at most 65,535 bytes. */
function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let at = view.byteLength - endLength; at >= first; at--)
    if (view.getUint32(at, true) === endSignature) return at;
  return -1;
}

function memberAt(bytes: Uint8Array, view: DataView, at: number): { readonly member: Member; readonly next: number } {
  const nameLength = view.getUint16(at + 28, true);
  const name = new TextDecoder().decode(bytes.subarray(at + memberLength, at + memberLength + nameLength));
  const member = {
    name,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return { member, next: at + memberLength + nameLength + rest };
}

function directoryOf(bytes: Uint8Array, view: DataView, limits: ZipLimits): Read<readonly Member[]> {
  const end = view.byteLength < endLength ? -1 : endOf(view);
  if (end < 0) return refuse("not a ZIP archive, or cut short");
  const count = view.getUint16(end + 10, true);
  if (count > limits.members) return refuse(`${count} members, at most ${limits.members} are read`);
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  for (let k = 0; k < count; k++) {
    if (at + memberLength > end || view.getUint32(at, true) !== memberSignature)
      return refuse("the directory of the archive is damaged");
    const { member, next } = memberAt(bytes, view, at);
    members.push(member);
    at = next;
  }
  return at > end ? refuse("the directory of the archive is damaged") : { ok: true, value: members };
}

function unpack(method: number, packed: Uint8Array, size: number): Uint8Array | null {
  if (method === 0) return packed;
  try {
    // Node refuses a limit of 0
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return null;
  }
}

function contentOf(bytes: Uint8Array, view: DataView, member: Member): Read<Uint8Array> {
  const { name, flags, method, checksum, packed, size, offset } = member;
  if ((flags & 1) === 1) return refuse(`${name} is encrypted`);
  if (method !== 0 && method !== 8) return refuse(`${name} is packed by method ${method}, only 0 and 8 are read`);
  if ([packed, size, offset].includes(elsewhere)) return refuse(`${name} is larger than 4 GiB`);
  if (offset + localLength > bytes.length || view.getUint32(offset, true) !== localSignature)
    return refuse(`${name} is damaged: no local header`);
  const start = offset + localLength + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) return refuse(`${name} is cut short`);
  const content = unpack(method, bytes.subarray(start, start + packed), size);
  if (content?.length !== size || crc32(content) !== checksum) return refuse(`${name} is damaged: wrong checksum`);
  return { ok: true, value: content };
}

/** The members by name. Two of one name are an error: which one is meant would depend on the reader. */
export function readZip(bytes: Uint8Array, limits: ZipLimits): Read<ReadonlyMap<string, Uint8Array>> {
  const view = viewOf(bytes);
  const directory = directoryOf(bytes, view, limits);
  if (!directory.ok) return directory;
  const total = directory.value.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.bytes) return refuse(`${total} bytes when unpacked, at most ${limits.bytes} are read`);
  const contents = new Map<string, Uint8Array>();
  for (const member of directory.value) {
    if (contents.has(member.name)) return refuse(`${member.name} occurs twice`);
    const content = contentOf(bytes, view, member);
    if (!content.ok) return content;
    contents.set(member.name, content.value);
  }
  return { ok: true, value: contents };
}
