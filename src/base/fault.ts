/** What kind of help a system fault needs; the doors turn it into an exit code. */
export type FaultKind =
  | 'rights'
  | 'interface'
  | 'link-lost'
  | 'file'
  | 'disk-full'
  | 'damaged'
  | 'not-a-capture'
  | 'name'
  | 'interrupted'
  | 'busy'
  | 'unsupported';

/** The system refused: what was tried, its code (ENETDOWN), the facts, and the remedy in words. */
export class SystemFault extends Error {
  readonly kind: FaultKind;
  readonly operation: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly remedy: string;

  constructor(
    kind: FaultKind,
    sentence: string,
    details: {
      operation: string;
      code?: string;
      facts?: Readonly<Record<string, string | number>>;
      remedy: string;
    },
  ) {
    super(sentence);
    this.name = 'SystemFault';
    this.kind = kind;
    this.operation = details.operation;
    this.code = details.code ?? '';
    this.facts = details.facts ?? {};
    this.remedy = details.remedy;
  }

  /** With the remedy: what a program prints that knows nothing of it. */
  override toString(): string {
    return `${this.name}: ${withRemedy(this)}`;
  }
}

/** A person's words could not be used: what, where (the flag or target), and what to write instead. */
export class UsageFault extends Error {
  readonly where: string;
  readonly remedy: string;

  constructor(where: string, sentence: string, remedy: string) {
    super(sentence);
    this.name = 'UsageFault';
    this.where = where;
    this.remedy = remedy;
  }

  /** With its place and the remedy. */
  override toString(): string {
    const { name, where, message } = this;
    const place = where === '' || message.includes(where) ? '' : `${where}: `;
    return `${name}: ${place}${withRemedy(this)}`;
  }
}

function withRemedy({ message, remedy }: SystemFault | UsageFault): string {
  return remedy === '' ? message : `${message.replace(/\.$/, '')}; ${remedy}`;
}
