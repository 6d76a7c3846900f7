"""Faiss' flat index by inner product over a file of vectors, one thread: faiss_flat.py DATA QUERIES DIMENSIONS K ROUNDS IDS

Prints the best and the median milliseconds of one query and of a batch of all queries (per query); writes the positions found.
"""
import sys
import time

import faiss
import numpy

data_file, queries_file, dimensions, k, rounds, ids_file = sys.argv[1:]
dimensions, k, rounds = int(dimensions), int(k), int(rounds)
faiss.omp_set_num_threads(1)
queries = numpy.fromfile(queries_file, dtype=numpy.float32).reshape(-1, dimensions)
index = faiss.IndexFlatIP(dimensions)
index.add(numpy.fromfile(data_file, dtype=numpy.float32).reshape(-1, dimensions))
found = numpy.zeros((len(queries), k), dtype=numpy.int32)


def measure(times, work):
    taken = []
    for r in range(times):
        started = time.perf_counter()
        work(r)
        taken.append((time.perf_counter() - started) * 1e3)
    return sorted(taken)


def one(r):
    q = r % len(queries)
    found[q] = index.search(queries[q:q + 1], k)[1][0]


single = measure(rounds, one)
batches = -(-rounds // 8)
batch = [taken / len(queries) for taken in measure(batches, lambda r: index.search(queries, k))]
found.tofile(ids_file)
print(single[0], single[rounds // 2], batch[0], batch[batches // 2])
