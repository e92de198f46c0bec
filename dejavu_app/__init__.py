"""Déjà Vu: find the historical articles that tell the same kind of story as an article of today."""

import sys
from typing import Any, cast

__version__ = "0.1.0"

# OpenVINO, left to itself, reports its use to its maker when it is imported. Nothing leaves this computer.
cast(dict[str, Any], sys.modules).setdefault("openvino_telemetry", None)
