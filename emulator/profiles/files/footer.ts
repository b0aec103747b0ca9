import { open } from "node:fs/promises";

/**
 * Renames columns in the footer of a Parquet file. DuckDB can write neither two columns whose names
 * differ only in case, nor a column without a name. Parquet can hold both. Such columns are written
 * under unique stand-in names and renamed here.
 */
export async function renameColumns(path: string, names: Map<string, string>): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, size - 8);
    const length = tail.readUInt32LE(0);
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, size - 8 - length);
    const renamed = replaceStrings(footer, names);
    tail.writeUInt32LE(renamed.length, 0);
    await file.write(Buffer.concat([renamed, tail]), 0, renamed.length + 8, size - 8 - length);
    await file.truncate(size - length + renamed.length);
  } finally {
    await file.close();
  }
}

/** Replaces whole strings in a footer, which is a structure of Thrift's compact protocol. */
function replaceStrings(structure: Buffer, names: Map<string, string>): Buffer {
  const reader = new CompactReader(structure);
  const pieces: Buffer[] = [];
  let kept = 0;
  reader.onString = (start, end, value) => {
    const name = names.get(value);
    if (name === undefined) return;
    const bytes = Buffer.from(name);
    pieces.push(structure.subarray(kept, start), varint(bytes.length), bytes);
    kept = end;
  };
  reader.struct();
  return Buffer.concat([...pieces, structure.subarray(kept)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/**
 * Walks over a structure. The structure does not contain its own length, so strings may change
 * theirs.
 */
class CompactReader {
  onString: (start: number, end: number, value: string) => void = () => undefined;
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  struct(): void {
    for (let header = this.byte(); header !== 0; header = this.byte()) {
      if (header >> 4 === 0) this.varint();
      const type = header & 0x0f;
      // The type of a boolean field is its value.
      if (type > 2) this.value(type);
    }
  }

  private value(type: number): void {
    switch (type) {
      case 1:
      case 2:
      case 3:
        this.position += 1;
        break;
      case 4:
      case 5:
      case 6:
        this.varint();
        break;
      case 7:
        this.position += 8;
        break;
      case 8:
        this.string();
        break;
      case 9:
      case 10:
        this.list();
        break;
      case 12:
        this.struct();
        break;
      default:
        throw new RangeError(`Thrift type ${type} has no place in a Parquet footer`);
    }
  }

  private string(): void {
    const start = this.position;
    const length = this.varint();
    const from = this.position;
    this.position += length;
    this.onString(start, this.position, this.bytes.toString("utf8", from, this.position));
  }

  private list(): void {
    const header = this.byte();
    const size = header >> 4 === 15 ? this.varint() : header >> 4;
    for (let index = 0; index < size; index += 1) this.value(header & 0x0f);
  }

  private byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new RangeError("The Parquet footer ends too early");
    this.position += 1;
    return byte;
  }

  private varint(): number {
    let value = 0;
    // 64-bit numbers are only skipped, so their value may overflow. Lengths are small.
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      if (shift < 28) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
