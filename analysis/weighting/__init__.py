"""Weights that bring those who answered to known shares of staff, and figures under weights.

margins (what the shares are) -> answers (what people gave) -> cells (people by codes) -> raking (weights)
-> sample (who was drawn together) -> estimates (with linearised errors) or bootstrap.
"""

from analysis.weighting.answers import answers_of
from analysis.weighting.bootstrap import bootstrap_mean, means_drawn
from analysis.weighting.errors import CannotHold, NotWeighted
from analysis.weighting.estimates import Weighted, mean, percentage, quantile, ratio
from analysis.weighting.margins import Margins
from analysis.weighting.raking import Raked, rake
from analysis.weighting.sample import Sample

__all__ = [
    "CannotHold",
    "Margins",
    "NotWeighted",
    "Raked",
    "Sample",
    "Weighted",
    "answers_of",
    "bootstrap_mean",
    "mean",
    "means_drawn",
    "percentage",
    "quantile",
    "rake",
    "ratio",
]
