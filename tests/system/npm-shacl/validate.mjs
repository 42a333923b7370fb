// SPDX-License-Identifier: EUPL-1.2
// node validate.mjs FACTS.ttl SHAPES.ttl…: reads lines with the path of a JSON-LD file each, and judges what it says, beside the facts, by
// the shapes (npm's jsonld, n3 and rdf-validate-shacl). For each a line of JSON: how many triples, and what violates them or is warned of.
import fs from "node:fs";
import readline from "node:readline";

import jsonld from "jsonld";
import { Parser, Store } from "n3";
import Validator from "rdf-validate-shacl";

const name = (term) => term?.value.replace(/^.*[/#]/, "");
const triples = (file, index) => new Parser({ blankNodePrefix: `f${index}_` }).parse(fs.readFileSync(file, "utf8"));

const facts = triples(process.argv[2], 0);
const shapes = new Store();
process.argv.slice(3).forEach((file, index) => shapes.addQuads(triples(file, index + 1)));
const validator = new Validator(shapes);

for await (const path of readline.createInterface({ input: process.stdin })) {
  const said = new Parser().parse(await jsonld.toRDF(JSON.parse(fs.readFileSync(path, "utf8")), { format: "application/n-quads" }));
  const report = await validator.validate(new Store([...said, ...facts]));
  const results = report.results.map((result) => [name(result.severity), name(result.path), result.message.map((m) => m.value).join(" ")]);
  console.log(JSON.stringify({ triples: said.length, results }));
}
