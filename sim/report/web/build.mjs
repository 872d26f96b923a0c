// Bundles the pages' script and style and writes them as C++: node build.mjs MODULES OUTPUT.cpp
// MODULES is the node_modules folder that `npm ci` made, outside of the sources.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [modules, output] = process.argv.slice(2).map((path) => resolve(path));
const sources = dirname(fileURLToPath(import.meta.url));
const { build } = createRequire(join(modules, "from-here.js"))("esbuild");
const kStyles = ["colours", "page", "charts", "print"];
const kChunk = 16000;  // bytes; compilers need not take longer literals

async function bundle(options) {
  const result = await build({ bundle: true, minify: true, write: false, metafile: true, nodePaths: [modules], ...options });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

/** Name, version and licence text of every package that gave a file to the bundle. */
function licencesOf(inputs) {
  const names = [...new Set(inputs.map((input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean))];
  return names.sort().map((name) => {
    const folder = join(modules, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  }).join("\n").replaceAll("--", "- -");
}

/** The text as raw string literals. */
function literals(text) {
  const bytes = Buffer.from(text, "utf8");
  const chunks = [];
  for (let start = 0; start < bytes.length;) {
    let end = Math.min(bytes.length, start + kChunk);
    while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) --end;
    chunks.push(`R"systole(${bytes.subarray(start, end).toString("utf8")})systole"`);
    start = end;
  }
  return chunks.join(",\n");
}

function cpp({ script, style, licences }) {
  return `// Made by sim/report/web/build.mjs.
#include "report/page/web_assets.hpp"

namespace systole::report {

namespace {

std::string joined(const std::vector<const char*>& parts) {
  std::string text;
  for (const char* part : parts) text += part;
  return text;
}

}  // namespace

const WebAssets& web_assets() {
  static const WebAssets kAssets{joined({${literals(script)}}), joined({${literals(style)}}), joined({${literals(licences)}})};
  return kAssets;
}

}  // namespace systole::report
`;
}

const script = await bundle({ entryPoints: [join(sources, "src/main.js")], format: "iife", target: "es2021", legalComments: "none" });
const style = await bundle({
  stdin: { contents: kStyles.map((name) => `@import "./style/${name}.css";`).join("\n"), resolveDir: sources, loader: "css" },
});
if (/<\/script/i.test(script.text) || /<\/style/i.test(style.text)) throw new Error("the bundle would end its element early");
if (!existsSync(dirname(output))) throw new Error(`${dirname(output)} is missing`);
writeFileSync(output, cpp({ script: script.text, style: style.text, licences: licencesOf(script.inputs) }));
console.log(`pages: ${Math.round(script.text.length / 1024)} KiB of script, ${Math.round(style.text.length / 1024)} KiB of style`);
