import { fieldsOf } from '../personal.ts';
import { catalogue, isEventType } from './catalogue.ts';

/** Values taken out of an event's data, by where they stood: `consumer.name`, `points.0.text`. */
export type PersonalValues = Record<string, string | number | boolean>;

/** Tagged fields of one version of an event, as a tree to walk down along with its data. */
export interface PersonalFields {
  /** Data without its personal values, and those values, the paths in the order of their UTF-16 code units (RFC 8785). */
  takeOut(data: unknown): { readonly rest: unknown; readonly values: PersonalValues };
  /** The other way round. @throws where a value belongs nowhere. */
  putBack(rest: unknown, values: PersonalValues): unknown;
  /** Data whose values are gone for good: where a field cannot be absent it says so, the others are absent. */
  erased(rest: unknown): unknown;
}

/** What stands where a text was that nobody can read any more. */
export const ERASED = '[borrado]';
/** The same for an address: the domain can never exist (RFC 2606). */
export const ERASED_EMAIL = 'borrado@borrado.invalid';

/** Undefined where events of this type and version hold no personal data. Worked out once for each. */
export function personalFieldsOf(type: string, version: number): PersonalFields | undefined {
  const name = `${type} ${version}`;
  const found = known.get(name);
  if (found !== undefined) return found === 'none' ? undefined : found;
  const fields = treeOf(type, version);
  known.set(name, fields ?? 'none');
  return fields;
}

const known = new Map<string, PersonalFields | 'none'>();

interface Branch {
  readonly kind: 'branch';
  readonly children: ReadonlyMap<string, Node>;
}
interface Leaf {
  readonly kind: 'leaf';
  /** What takes its place once it is erased; undefined: nothing does. */
  readonly erased: string | undefined;
}
type Node = Branch | Leaf;

function treeOf(type: string, version: number): PersonalFields | undefined {
  if (!isEventType(type)) return undefined;
  const schemas: Readonly<Record<number, Parameters<typeof fieldsOf>[0]>> = catalogue[type];
  const schema = Object.hasOwn(schemas, version) ? schemas[version] : undefined;
  const tagged = schema === undefined ? [] : fieldsOf(schema).filter(({ tag }) => tag !== undefined);
  if (tagged.length === 0) return undefined;
  const root: MutableBranch = { kind: 'branch', children: new Map() };
  for (const { path, required, schema: of } of tagged) {
    const fitting = [ERASED, ERASED_EMAIL].find((text) => of.safeParse(text).success);
    if (fitting === undefined) throw new Error(`${type}.${path}: a personal field has to be a text or an address`);
    plant(root, path.split('.'), { kind: 'leaf', erased: required ? fitting : undefined });
  }
  const leaves = tagged.map(({ path }) => ({ path, steps: path.split('.') }));
  leaves.sort((a, b) => (a.path < b.path ? -1 : 1));
  const fixed = leaves.every(({ steps }) => !steps.includes('*'));
  return {
    takeOut(data) {
      const rest = strip(root, data);
      return { rest, values: fixed ? valuesAt(leaves, data) : valuesIn(root, data) };
    },
    putBack(rest, values) {
      const counted = { left: 0 };
      for (const _ in values) counted.left += 1;
      const data = putBack(root, rest, '', values, counted);
      if (counted.left !== 0) throw new Error(`${counted.left} personal values have no place in ${type} v${version}`);
      return data;
    },
    erased: (rest) => erase(root, rest),
  };
}

interface MutableBranch extends Branch {
  readonly children: Map<string, Node>;
}

function plant(branch: MutableBranch, [step = '', ...rest]: readonly string[], leaf: Leaf): void {
  if (rest.length === 0) {
    branch.children.set(step, leaf);
    return;
  }
  const found = branch.children.get(step);
  const next: MutableBranch = (found as MutableBranch | undefined) ?? { kind: 'branch', children: new Map() };
  branch.children.set(step, next);
  plant(next, rest, leaf);
}

type Plain = Readonly<Record<string, unknown>>;

/** Without what is tagged. */
function strip({ children }: Branch, value: unknown): unknown {
  const every = children.get('*');
  if (every?.kind === 'branch' && Array.isArray(value)) return value.map((element) => strip(every, element));
  if (!isPlain(value)) return value;
  const rest: Record<string, unknown> = {};
  for (const key in value) {
    const child = children.get(key);
    if (child === undefined) rest[key] = value[key];
    else if (child.kind === 'branch') rest[key] = strip(child, value[key]);
  }
  return rest;
}

interface Leaves {
  readonly path: string;
  readonly steps: readonly string[];
}

/** Where no list is in the way, the paths are known, and in order. */
function valuesAt(leaves: readonly Leaves[], data: unknown): PersonalValues {
  const values: PersonalValues = {};
  for (const { path, steps } of leaves) {
    let value: unknown = data;
    for (const step of steps) value = isPlain(value) ? value[step] : undefined;
    if (value !== undefined) values[path] = value as PersonalValues[string];
  }
  return values;
}

function valuesIn(root: Branch, data: unknown): PersonalValues {
  const found: [string, PersonalValues[string]][] = [];
  collect(root, data, '', found);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function collect(
  { children }: Branch,
  value: unknown,
  prefix: string,
  found: [string, PersonalValues[string]][],
): void {
  const every = children.get('*');
  if (every?.kind === 'branch' && Array.isArray(value)) {
    for (const [index, element] of value.entries()) collect(every, element, `${prefix}${index}.`, found);
  }
  if (!isPlain(value)) return;
  for (const [key, child] of children) {
    if (child.kind === 'branch') collect(child, value[key], `${prefix}${key}.`, found);
    else if (value[key] !== undefined) found.push([prefix + key, value[key] as PersonalValues[string]]);
  }
}

function putBack(
  { children }: Branch,
  rest: unknown,
  prefix: string,
  values: PersonalValues,
  counted: { left: number },
): unknown {
  const every = children.get('*');
  if (every?.kind === 'branch' && Array.isArray(rest)) {
    return rest.map((element, index) => putBack(every, element, `${prefix}${index}.`, values, counted));
  }
  if (!isPlain(rest)) return rest;
  const data: Record<string, unknown> = { ...rest };
  for (const [key, child] of children) {
    if (child.kind === 'branch') {
      if (data[key] !== undefined) data[key] = putBack(child, data[key], `${prefix}${key}.`, values, counted);
      continue;
    }
    const path = prefix + key;
    if (!Object.hasOwn(values, path)) continue;
    data[key] = values[path];
    counted.left -= 1;
  }
  return data;
}

function erase({ children }: Branch, rest: unknown): unknown {
  const every = children.get('*');
  if (every?.kind === 'branch' && Array.isArray(rest)) return rest.map((element) => erase(every, element));
  if (!isPlain(rest)) return rest;
  const data: Record<string, unknown> = { ...rest };
  for (const [key, child] of children) {
    if (child.kind === 'branch') {
      if (data[key] !== undefined) data[key] = erase(child, data[key]);
    } else if (child.erased !== undefined) data[key] = child.erased;
  }
  return data;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
