import { parseAst } from 'rolldown/parseAst';

/** One place of a file and what stands there instead. */
export interface Bend {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** How a node is bent: by its parent and the name it has there, too. */
type Bender = (node: Node, of: Surroundings) => readonly Bend[];

interface Surroundings {
  readonly text: string;
  readonly parent: Node | null;
  readonly key: string;
}

/** Neither types nor what a module brings in can be bent. */
const SKIPPED =
  /^(?:TS(?!AsExpression|NonNullExpression|SatisfiesExpression)|Import|ExportAll|ThrowStatement)/;
const TYPES = new Set(['typeAnnotation', 'typeArguments', 'typeParameters', 'returnType', 'decorators']);

/** The comparison, sum or mark that is nearest to another. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['|'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
  '|=': ['&='],
  '&=': ['|='],
  '??=': ['='],
  '||=': ['='],
};

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  round: 'floor',
  find: 'findLast',
  findLast: 'find',
  findIndex: 'findLastIndex',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  push: 'unshift',
};
/** A call of these, left out, leaves a value of the same kind. */
const DROPPED = new Set([
  'filter',
  'slice',
  'toSorted',
  'sort',
  'toReversed',
  'reverse',
  'trim',
  'toLowerCase',
]);

const BENDERS: Readonly<Record<string, Bender>> = {
  BinaryExpression: operator,
  AssignmentExpression: operator,
  LogicalExpression: (node, { text }) => [only(node, 'left', text), only(node, 'right', text)],
  ConditionalExpression: (node, { text }) => [only(node, 'consequent', text), only(node, 'alternate', text)],
  UnaryExpression: (node, of) => {
    if (!['!', '-', '~'].includes(String(node.operator)) || isDecided(of)) return [];
    return [only(node, 'argument', of.text)];
  },
  UpdateExpression: (node, { text, parent, key }) => {
    if (parent?.type === 'ExpressionStatement' || key === 'update') return [];
    const was = text.slice(node.start, node.end);
    return [at(node, was.includes('++') ? was.replace('++', '--') : was.replace('--', '++'))];
  },
  IfStatement: ({ test }) => {
    const { type, operator: joined } = test as Node;
    // With one half gone it is more often true, or more often false, already.
    const kept = type === 'LogicalExpression' ? [joined === '&&' ? 'false' : 'true'] : ['false', 'true'];
    return kept.map((put) => at(test as Node, put));
  },
  Literal: literal,
  CallExpression: (node, { text }) => {
    const { type, property, object, computed } = node.callee as Node;
    const name = type === 'MemberExpression' && computed !== true ? String((property as Node).name) : '';
    if (DROPPED.has(name)) return [at(node, text.slice((object as Node).start, (object as Node).end))];
    return Object.hasOwn(METHODS, name) ? [at(property as Node, METHODS[name]!)] : [];
  },
  ExpressionStatement: (node, { text }) => {
    const { type, callee } = node.expression as Node;
    const isSuper = type === 'CallExpression' && (callee as Node).type === 'Super';
    return type === 'Literal' || isSuper || isDeclared(text, node) ? [] : [at(node, ';')];
  },
  BreakStatement: (node, { parent }) => (isAlone(parent) ? [] : [at(node, ';')]),
  ContinueStatement: (node, { parent }) => (isAlone(parent) ? [] : [at(node, ';')]),
  SwitchCase: ({ test }) => (test ? [at(test as Node, 'Number.NaN')] : []),
  SpreadElement: (node, { parent }) => {
    if ((node.argument as Node).type === 'ConditionalExpression') return [];
    return [at(node, parent?.type === 'ObjectExpression' ? '...{}' : '...[]')];
  },
  ArrayExpression: ({ elements }) => {
    const [before, last] = (elements as readonly (Node | null)[]).slice(-2);
    return before && last && last.type !== 'SpreadElement'
      ? [{ start: before.end, end: last.end, put: '' }]
      : [];
  },
};

/** What stands for itself in a condition is bent with the condition: taken for true, and for false. */
function isDecided({ parent, key }: Surroundings): boolean {
  if (key !== 'test') return parent?.type === 'LogicalExpression';
  return parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression';
}

function operator(node: Node, of: Surroundings): readonly Bend[] {
  const { left, right, operator: was } = node as unknown as { left: Node; right: Node; operator: string };
  if ((was === '===' || was === '!==') && isDecided(of)) return [];
  const isText = ({ type, value }: Node): boolean => type === 'TemplateLiteral' || typeof value === 'string';
  if (was === '+' && (isText(left) || isText(right))) return [];
  const between = of.text.slice(left.end, right.start);
  return (OPERATORS[was] ?? []).map((put) => ({
    start: left.end,
    end: right.start,
    put: between.replace(was, put),
  }));
}

function literal(node: Node, { text, parent, key }: Surroundings): readonly Bend[] {
  const { value } = node;
  if (typeof value === 'boolean') return [at(node, `${!value}`)];
  if (typeof value !== 'number' || key === 'key') return [];
  const raw = text.slice(node.start, node.end);
  if (value > 16) {
    const named = parent?.type === 'VariableDeclarator';
    return [at(node, `(${raw} * 2)`), ...(named ? [at(node, `(${raw} / 2)`)] : [])];
  }
  return [at(node, Number.isInteger(value) ? `${value + 1}` : `${value * 2}`)];
}

const at = ({ start, end }: Node, put: string): Bend => ({ start, end, put });
const only = (node: Node, part: string, text: string): Bend => {
  const { start, end } = node[part] as Node;
  return at(node, `(${text.slice(start, end)})`);
};
const isAlone = (parent: Node | null): boolean =>
  parent?.type === 'IfStatement' ||
  (parent?.type === 'BlockStatement' && (parent.body as Node[]).length === 1);
/** `void x satisfies never` says something to the compiler alone. */
const isDeclared = (text: string, { start, end }: Node): boolean =>
  / satisfies never/.test(text.slice(start, end));

/** Every small bend of a file, in the order of the text: constants, edges of comparisons, halves of conditions, steps left out. */
export function bendsOf(text: string): readonly Bend[] {
  const found: Bend[] = [];
  const visit = (node: Node, parent: Node | null, key: string): void => {
    if (SKIPPED.test(node.type)) return;
    found.push(...(BENDERS[node.type]?.(node, { text, parent, key }) ?? []));
    for (const [name, child] of Object.entries(node)) {
      if (TYPES.has(name)) continue;
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, node, name);
    }
  };
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node, null, '');
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The text with the bend in it. */
export function bentAt(text: string, { start, end, put }: Bend): string {
  return text.slice(0, start) + put + text.slice(end);
}

/** How a bend is known when the lines above it move: what stood there, and what stands there now, with the rest of its line. */
export function nameOf(text: string, bend: Bend): string {
  const from = text.lastIndexOf('\n', bend.start) + 1;
  const to = text.indexOf('\n', bend.end);
  const until = to === -1 ? text.length : to;
  const flat = (words: string): string => words.replace(/\s+/g, ' ').trim();
  return `${flat(text.slice(from, until))}  ->  ${flat(text.slice(from, bend.start) + bend.put + text.slice(bend.end, until))}`;
}

export function lineOf(text: string, { start }: Bend): number {
  return text.slice(0, start).split('\n').length;
}
