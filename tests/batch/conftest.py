"""A small model and invented batches for the tests of large batches."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import save_model

LIGHT = ("路灯坏了三天不亮", "小区路灯不亮", "晚上路灯全黑", "楼道灯不亮没人修")
PARKING = ("停车位太少", "路边乱停车堵路", "小区没有停车位", "车位被人占用")


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "small.tmm"
    model = ComplaintClassifier(calibrate=False).fit([*LIGHT, *PARKING], ["灯"] * 4 + ["车"] * 4)
    return save_model(model, path)


@pytest.fixture
def rows() -> pd.DataFrame:
    texts = [f"{(LIGHT + PARKING)[at % 8]}，第{at}号楼" for at in range(50)]
    texts[7], texts[11] = "", "   "
    return pd.DataFrame(
        {
            "工单编号": [f"{at:05d}" for at in range(50)],
            "来电人": [f"市民{at % 9}" for at in range(50)],
            "诉求内容": texts,
            "status": ["办结"] * 50,
        }
    )
