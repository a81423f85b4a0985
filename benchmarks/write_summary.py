"""Write the table of the front doors, "what was measured", from the saved results.

``python benchmarks/write_summary.py`` fills README.md and README.zh-CN.md between their markers;
tests/gate/test_docs.py fails when a number there is not that of benchmarks/results.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def result(name: str) -> Any:
    """Read a saved result."""
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))


def _of(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (row,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return row


def _share(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def rows() -> list[tuple[str, str, str, str]]:
    """List what, its Chinese, the numbers, and the command that makes them."""
    words, text_speed = result("text_words"), result("text_speed")
    unseen = result("text_masking_first_sight")
    quality, speed = result("classification_quality"), result("classification_speed")
    curve, nothing = result("classification_curve"), result("classification_nolabels")
    model = result("corpus")["default"]["default model"]
    incidents, replies = result("mining_incidents"), result("mining_own_replies")
    effect = result("governance_S1")["summary"][0]
    few = result("governance_S4_5_null")["summary"]
    chain = _of(result("governance_chain")["summary"], name="predicted categories")
    big = result("batch")["growth"]["runs"][-1]
    best, fast = _of(quality, recipe="best"), _of(quality, recipe="fast")
    naive = _of(quality, recipe="naive")
    times = text_speed["times_jieba_per_cpu_second"]
    labels = [
        _share(_of(curve, labels_per_class=n, mode="labels + unlabelled")["macro_f1"])
        for n in (5, 10, 20, 50)
    ]
    sealed = next(row for row in incidents if row["half"].startswith("b"))
    text = "python benchmarks/bench_text.py"
    classification = "python benchmarks/bench_classification.py"
    mining, governance = "python benchmarks/bench_mining.py", "python benchmarks/bench_governance.py"
    return [
        (
            "words that differ from `jieba.lcut`, 7,142 real messages; speed",
            "与 `jieba.lcut` 不同的文档（7,142 条真实留言）；速度",
            f"{words['messages']['differing_from_jieba']}; {min(times):.0f} to {max(times):.0f} × jieba",
            f"{text} words speed",
        ),
        (
            "masking, at first sight of two authors never read when the rules were final, 520 messages: precision, recall (three pairs of authors before them .97 to .98, .96 to .98)",
            "遮盖个人信息，规则定稿后首次见到的两位作者共 520 条留言：精确率、召回率（此前三对作者为 .97–.98、.96–.98）",
            f"{_share(unseen['last_pair']['precision'])}, {_share(unseen['last_pair']['recall'])}",
            "recorded, docs/text.md",
        ),
        (
            "seven labels, 2,072 real messages, grouped cross-validation, macro-F1: best, fast, usual recipe",
            "七类真实留言 2,072 条，分组交叉验证宏 F1：best、fast、常见做法",
            f"{_share(best['macro_f1'])}, {_share(fast['macro_f1'])}, {_share(naive['macro_f1'])}",
            f"{classification} quality",
        ),
        (
            "calibration error; accuracy on the surest 90 %",
            "校准误差；最有把握的 90% 上的准确率",
            f"{_share(best['ece'])}; {_share(best['accuracy_surest_0.9'])}",
            f"{classification} quality",
        ),
        (
            "with 5, 10, 20, 50 labels a class; with none",
            "每类 5、10、20、50 个标签；没有标签",
            f"{', '.join(labels)}; {_share(nothing[0]['refined'])}",
            f"{classification} curve nolabels",
        ),
        (
            "texts a CPU second against the usual recipe: best, fast",
            "每 CPU 秒处理量与常见做法之比：best、fast",
            f"{_of(speed, recipe='best')['times_naive']:g} ×, {_of(speed, recipe='fast')['times_naive']:g} ×",
            f"{classification} speed",
        ),
        (
            "default model on 291 real community messages: accuracy, macro-F1 (a second acceptable label is right too); accuracy by the first label alone",
            "默认模型，291 条真实社区留言：准确率、宏 F1（第二个可接受的标签也算对）；只认第一标签的准确率",
            f"{_share(model['accuracy'])}, {_share(model['macro_f1'])}; {_share(model['strict_accuracy'])}",
            "python benchmarks/bench_corpus.py",
        ),
        (
            "a million rows, csv to parquet: seconds, CPU seconds, peak memory",
            "一百万行 csv → parquet：秒、CPU 秒、内存峰值",
            f"{big['seconds']:.0f} s, {big['processor_seconds']:.0f} s, {big['peak_mb']} MB",
            "python benchmarks/bench_batch.py growth 1000000",
        ),
        (
            "hot issues, invented incidents kept sealed: mean F1",
            "热点，封存的自撰事件：平均 F1",
            _share(sealed["mean F1"]),
            f"{mining} incidents",
        ),
        (
            "own reply ranks first of 2,816 real ones",
            "自己的答复在 2,816 条真实答复中排第一",
            _share(_of(replies, table="附件4")["own reply first"]),
            f"{mining} own_replies",
        ),
        (
            "effects in 500 simulated cities: coverage of the 95 % interval",
            "500 座模拟城市中的效果：95% 区间覆盖率",
            _share(effect["coverage"]),
            f"{governance} S1",
        ),
        (
            "the same with categories as the model predicts them",
            "同上，类别由模型预测",
            _share(chain["coverage"]),
            f"{governance} chain",
        ),
        (
            "five treated communities: false alarms of the published standard error, and of randomisation",
            "只有五个社区启用：通行标准误与随机化推断的误报率",
            ", ".join(_share(row["rejects"]) for row in (few[0], _last(few))),
            f"{governance} S4_5_null",
        ),
    ]


def _last(summary: list[dict[str, Any]]) -> dict[str, Any]:
    return next(row for row in summary if "randomisation" in row["name"])


def table(lang: str) -> str:
    """Write the table in English or Chinese."""
    heads = {"en": "| what | result | command |", "zh": "| 内容 | 结果 | 命令 |"}
    lines = [BEGIN, "", heads[lang], "|---|---|---|"]
    lines += [f"| {zh if lang == 'zh' else en} | {value} | `{run}` |" for en, zh, value, run in rows()]
    return "\n".join([*lines, "", END])


def filled(path: Path) -> str:
    """Give a front door with its table as the results have it."""
    text = path.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN), text.index(END) + len(END)
    return text[:begin] + table("zh" if ".zh" in path.name else "en") + text[end:]


def main() -> None:
    """Fill both front doors."""
    for name in ("README.md", "README.zh-CN.md"):
        path = ROOT / name
        path.write_text(filled(path), encoding="utf-8")


if __name__ == "__main__":
    main()
