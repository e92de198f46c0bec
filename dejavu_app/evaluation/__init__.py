"""How good the search is: known parallels, figures with confidence intervals, and baselines in the same run."""

from dejavu_app.evaluation.evaluate import evaluate_pairs
from dejavu_app.evaluation.metrics import METRICS, compare, per_query, summary
from dejavu_app.evaluation.pairs import Pair, load_pairs

__all__ = ["METRICS", "Pair", "compare", "evaluate_pairs", "load_pairs", "per_query", "summary"]
