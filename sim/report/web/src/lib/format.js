// Numbers for people: three significant digits and a unit.
const scaled = (value, base, units) => {
  let index = 0;
  let rest = Math.abs(value);
  while (rest >= base * 0.9995 && index + 1 < units.length) {
    rest /= base;
    ++index;
  }
  const digits = rest === 0 ? "0" : rest >= 99.95 ? rest.toFixed(0) : Number(rest.toPrecision(3)).toString();
  return `${value < 0 ? "−" : ""}${digits} ${units[index]}`.trim();
};

const kPrefixes = ["", "k", "M", "G", "T", "P", "E"];

export const count = (value) => scaled(value, 1000, kPrefixes);
export const bytes = (value) => scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
export const bandwidth = (value) => scaled(value, 1000, kPrefixes.map((prefix) => `${prefix}B/s`));
export const rate = (value) => scaled(value, 1000, kPrefixes.map((prefix) => `${prefix}op/s`));
/** "1.5 kJ", "300 W": a value in a unit that takes prefixes. */
export const inUnit = (value, unit) => scaled(value, 1000, kPrefixes.map((prefix) => prefix + unit));
export const macs = (value) => scaled(value, 1000, kPrefixes.map((prefix) => `${prefix}MAC`));
export const integer = (value) => Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");

export function seconds(value) {
  if (value === 0) return "0 s";
  const units = ["fs", "ps", "ns", "µs", "ms", "s"];
  return Math.abs(value) >= 1 ? `${Number(value.toPrecision(3))} s` : scaled(value * 1e15, 1000, units);
}

export const percent = (share) => `${(100 * share).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`;

/** Three significant digits. */
export const three = (value) => String(Number(value.toPrecision(3)));

export const signedPercent = (share) =>
  `${share > 0 ? "+" : share < 0 ? "−" : ""}${Math.abs(100 * share).toFixed(1)} %`;

/** At most four significant digits, for values whose unit is not known. */
export const plain = (value) => {
  if (typeof value !== "number") return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
};

export const times = (factor) => `${Number(factor.toPrecision(3))}×`;

export function counted(number, one, many = `${one}s`) {
  return `${integer(number)} ${number === 1 ? one : many}`;
}
