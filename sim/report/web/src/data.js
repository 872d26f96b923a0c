// The data that `systole report` put into the page. Operators that measured the same share one row.

export const kCategories = ["stream", "vector", "memory_pass", "array_overhead", "launch", "first_fill", "final_drain",
  "stall_load", "stall_store", "stall_vector", "stall_bank", "numbering"];
export const kBounds = ["compute", "vector", "dram", "l2", "launch", "latency"];
export const kOperands = ["input", "weight", "output"];

export function pageData() {
  return JSON.parse(document.getElementById("systole-data").textContent);
}

function rowsOf({ columns, rows }, defaults) {
  return rows.map((values) => {
    const row = { ...defaults };
    columns.forEach((column, index) => { row[column] = values[index]; });
    return row;
  });
}

/** Operators in the order in which they run, each {name, row, start} with `start` in seconds. */
export function operatorsOf(result) {
  const packed = result.operators;
  const rows = rowsOf(packed, packed.constant);
  const bounds = result.interval?.operators;
  let start = 0;
  return packed.row_of.map((index, number) => {
    const op = { name: packed.names[number], number, row: rows[index], start, interval: bounds?.[number] ?? null };
    start += rows[index].seconds;
    return op;
  });
}

/** A counter of a row that may be left out because it is 0 everywhere. */
export const of = (row, name) => row[name] ?? 0;
export const operands = (row, name) => kOperands.map((operand) => of(row, `${name}.${operand}`));
export const largest = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);
export const least = (values) => values.reduce((low, value) => Math.min(low, value), Infinity);
export const sum = (values) => values.reduce((total, value) => total + value, 0);

export const categoryOf = (row, name) => of(row, `cycle_categories.${name}`);

/** The name with its numbers left open, so that the layers of a model meet: "layers.*.mlp". */
export const patternOf = (name) => name.replace(/\d+/g, "*");

/** Operators that repeat, as one: same pattern of the name, same kind, same shape. */
export function groupsOf(operators) {
  const groups = new Map();
  for (const op of operators) {
    const { kind, count, m, n, k } = op.row;
    const key = [patternOf(op.name), kind, count, m, n, k].join("\u0000");
    const group = groups.get(key) ?? { name: op.name, row: op.row, members: [], seconds: 0, cycles: 0 };
    group.members.push(op);
    group.seconds += op.row.seconds;
    group.cycles += op.row.cycles;
    groups.set(key, group);
  }
  for (const group of groups.values()) if (group.members.length > 1) group.name = sharedName(group.members);
  return [...groups.values()];
}

/** Numbers that are the same in all names stay: "layers.*.fc1". */
function sharedName(members) {
  const parts = members[0].name.split(/(\d+)/);
  for (const { name } of members) {
    name.split(/(\d+)/).forEach((part, index) => { if (parts[index] !== part) parts[index] = "*"; });
  }
  return parts.join("");
}

/** A sum over a group. */
export const total = (group, name) => sum(group.members.map((op) => of(op.row, name)));

export function shapeOf(row) {
  if (!row.m || !row.n || !row.k) return "";
  const product = `${row.m} × ${row.n} × ${row.k}`;
  return row.count > 1 ? `${row.count} of ${product}` : product;
}

/** {a: {b: 1}} as {"a.b": 1}. */
export function flat(object, prefix = "") {
  return Object.entries(object).reduce((all, [key, value]) =>
    value !== null && typeof value === "object" ? { ...all, ...flat(value, `${prefix}${key}.`) }
      : { ...all, [prefix + key]: value }, {});
}
