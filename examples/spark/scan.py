"""Reads the pictures below a folder with Apache Spark: names go through `cnic-ocr`, lines of JSON come back.

    pip install -r requirements.txt
    python scan.py scans answers

The folder has to be reachable from every worker, under the same path, and `cnic-ocr` has to be on the PATH there.
"""

import collections
import json
import os
import sys

from pyspark.sql import SparkSession

# One file at a time in each process: Spark runs as many processes as it has cores.
# --exit-zero: a file that cannot be read is a record, not a reason to do the partition again.
COMMAND = "cnic-ocr scan --quiet --exit-zero --jobs 1 --files-from -"
FILES_IN_A_PARTITION = 1000


def main(folder, answers):
    spark = SparkSession.builder.appName("cnic-ocr").getOrCreate()
    names = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in sorted(names)]
    partitions = max(len(names) // FILES_IN_A_PARTITION, spark.sparkContext.defaultParallelism)
    lines = spark.sparkContext.parallelize(names, partitions).pipe(COMMAND, env=dict(os.environ), checkCode=True)
    lines.saveAsTextFile(answers)
    statuses = spark.sparkContext.textFile(answers).map(lambda line: json.loads(line)["status"])
    for status, count in sorted(collections.Counter(statuses.countByValue()).items()):
        print(f"{count} {status}")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
