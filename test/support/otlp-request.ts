/**
 * Reads an ExportTraceServiceRequest by the field numbers of OpenTelemetry's published .proto files (collector/trace/v1, trace/v1,
 * resource/v1, common/v1), independently of the code that writes it.
 */

export type WireValue = string | number | boolean | WireValue[];

export interface WireSpan {
  /** Hex. */
  traceId: string;
  /** Hex. */
  spanId: string;
  /** Hex; empty for a root. */
  parentSpanId: string;
  name: string;
  /** 1 internal, 3 client. */
  kind: number;
  startNs: bigint;
  endNs: bigint;
  attributes: Record<string, WireValue>;
  /** 0 unset, 2 error. */
  statusCode: number;
  statusMessage: string;
  resource: Record<string, WireValue>;
  scope: string;
}

type Field = { number: number; wireType: number; value: bigint; bytes: Buffer };

export function readOtlpRequest(body: Buffer): WireSpan[] {
  return repeated(body, 1).flatMap((resourceSpans) => {
    const resource = readAttributes(repeated(single(resourceSpans, 1), 1));
    return repeated(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = single(single(scopeSpans, 1), 1).toString('utf8');
      return repeated(scopeSpans, 2).map((span) => ({ ...readSpan(span), resource, scope }));
    });
  });
}

function readSpan(span: Buffer): Omit<WireSpan, 'resource' | 'scope'> {
  const status = single(span, 15);
  return {
    traceId: single(span, 1).toString('hex'),
    spanId: single(span, 2).toString('hex'),
    parentSpanId: single(span, 4).toString('hex'),
    name: single(span, 5).toString('utf8'),
    kind: Number(number(span, 6)),
    startNs: number(span, 7),
    endNs: number(span, 8),
    attributes: readAttributes(repeated(span, 9)),
    statusCode: Number(number(status, 3)),
    statusMessage: single(status, 2).toString('utf8'),
  };
}

function readAttributes(pairs: readonly Buffer[]): Record<string, WireValue> {
  return Object.fromEntries(pairs.map((pair) => [single(pair, 1).toString('utf8'), readValue(single(pair, 2))]));
}

function readValue(value: Buffer): WireValue {
  const [field] = fields(value);
  if (!field) return '';
  switch (field.number) {
    case 1:
      return field.bytes.toString('utf8');
    case 2:
      return field.value !== 0n;
    case 3:
      return Number(BigInt.asIntN(64, field.value));
    case 4:
      return field.bytes.readDoubleLE();
    case 5:
      return repeated(field.bytes, 1).map(readValue);
    default:
      throw new Error(`AnyValue holds field ${field.number}`);
  }
}

function repeated(message: Buffer, number: number): Buffer[] {
  return fields(message)
    .filter((field) => field.number === number)
    .map((field) => field.bytes);
}

function single(message: Buffer, number: number): Buffer {
  return repeated(message, number).at(-1) ?? Buffer.alloc(0);
}

function number(message: Buffer, wanted: number): bigint {
  return fields(message).findLast((field) => field.number === wanted)?.value ?? 0n;
}

function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at];
      if (byte === undefined) throw new Error('the message ends inside a number');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > message.length) throw new Error('the message ends inside a field');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const [number, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    if (wireType === 0) found.push({ number, wireType, value: varint(), bytes: Buffer.alloc(0) });
    else if (wireType === 1) {
      const bytes = take(8);
      found.push({ number, wireType, value: bytes.readBigUInt64LE(), bytes });
    } else if (wireType === 2) found.push({ number, wireType, value: 0n, bytes: take(Number(varint())) });
    else if (wireType === 5) {
      const bytes = take(4);
      found.push({ number, wireType, value: BigInt(bytes.readUInt32LE()), bytes });
    } else throw new Error(`unknown wire type ${wireType}`);
  }
  return found;
}
