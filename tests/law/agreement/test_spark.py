"""Spark judges as this process does: a swept log, an audit, a campaign. One session, for the whole file."""

import os
import shutil

import pytest
from bench.audit_log import write_log
from circles import make_circles, read_anything, rows_of
from swept import compare, sweep_on_spark

from forbear.cli.audit import Asked, run_audit
from forbear.cli.screen import run_screen
from forbear.cli.sweep_places import PlaceName, Where

COUNT = min(int(os.environ.get("FORBEAR_CIRCLES", "40")), 5000)
SEED = int(os.environ.get("FORBEAR_SEED", "7"))
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Spark on this machine, set up for little data: one thread, all in one part, nothing compiled but what is asked
    for often."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.parquet.compression.codec": "uncompressed",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_spark_says_the_same(spark, tmp_path):
    circles = make_circles(f"{SEED} spark", COUNT)
    books = ("us.regf", "odd")
    swept = sweep_on_spark(spark, tmp_path, rows_of(circles, read_anything), books=books, posture="binding")
    compare(circles, swept, read_anything, books=books, posture="binding")


def test_an_audit_and_a_screening_on_spark_are_those_of_this_process(spark, tmp_path):
    log, said = tmp_path / "log.csv", tmp_path / "said.jsonl"
    write_log(log, 300, seed=4, statements=said)
    told = {}
    for name in (PlaceName.DUCKDB, PlaceName.SPARK):
        asked = Asked(
            books=("cn.cba2026",), rulebooks=(), read_at=None, posture="strict", beside={"statements": said},
            language="en", where=Where(name=name),
        )  # fmt: skip
        run_audit(log, tmp_path / name, asked, "jsonl", 0)
        run_screen(log, (), tmp_path / name, asked)
        files = ("verdicts.jsonl", "now.csv", "later.csv", "forbidden.csv", "rejects.csv")
        told[name] = {file: (tmp_path / name / file).read_text("utf-8") for file in files}
    assert told["spark"] == told["duckdb"]
    assert '"forbid"' in told["spark"]["verdicts.jsonl"]
