// Exact search by inner product over a file of vectors, one thread: node search.js DATA QUERIES DIMENSIONS K ROUNDS IDS
// Prints the best and the median milliseconds of one query and of a batch of 32 (per query); writes the positions found.
const fs = require('fs');
const { exactSearch, MetricKind } = require('usearch');

const [dataFile, queriesFile, dimensionsText, kText, roundsText, idsFile] = process.argv.slice(2);
const [dimensions, k, rounds] = [dimensionsText, kText, roundsText].map(Number);

// The native side reads from the start of the buffer under an array: none may share one.
const floats = file => {
  const bytes = fs.readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice();
};
const data = floats(dataFile);
const queries = floats(queriesFile);
const count = queries.length / dimensions;

const measure = (times, work) => {
  const milliseconds = [];
  for (let round = 0; round < times; round++) {
    const started = process.hrtime.bigint();
    work(round);
    milliseconds.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
  return milliseconds.sort((a, b) => a - b);
};

const ids = new Int32Array(count * k);
const single = measure(rounds, round => {
  const q = round % count;
  const { keys } = exactSearch(data, queries.slice(q * dimensions, (q + 1) * dimensions), dimensions, k, MetricKind.IP, 1);
  for (let i = 0; i < k; i++) ids[q * k + i] = Number(keys[i]);
});
const batches = Math.ceil(rounds / 8);
const batch = measure(batches, () => exactSearch(data, queries, dimensions, k, MetricKind.IP, 1)).map(time => time / count);
fs.writeFileSync(idsFile, Buffer.from(ids.buffer));
console.log([single[0], single[rounds >> 1], batch[0], batch[batches >> 1]].join(' '));
