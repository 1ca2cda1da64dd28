"""What scipy, statsmodels and numpy say of the cases on standard input: JSON in, JSON out."""

import json
import sys

import numpy as np
from scipy import integrate, optimize, stats
from scipy.stats._resampling import BootstrapResult
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint


def auc(label, score):
    """Mann and Whitney's U as a share of all pairs, from ranks in which equal scores are in the middle."""
    positives = int(label.sum())
    above = stats.rankdata(score)[label == 1].sum() - positives * (positives + 1) / 2
    return above / (positives * (len(label) - positives))


def average_precision(label, score):
    """sum((R_n - R_n-1) P_n) over the distinct scores, as the documentation of scikit-learn states it."""
    total, recall_before = 0.0, 0.0
    for threshold in np.unique(score)[::-1]:
        found = score >= threshold
        recall = label[found].sum() / label.sum()
        total += (recall - recall_before) * label[found].mean()
        recall_before = recall
    return total


def f1(label, predicted):
    p, r = precision(label, predicted), recall(label, predicted)
    return stats.hmean([p, r])


def precision(label, predicted):
    return label[predicted == 1].mean()


def recall(label, predicted):
    return predicted[label == 1].mean()


def log_loss(label, probability):
    eps = np.finfo(float).eps
    return -stats.bernoulli.logpmf(label.astype(int), np.clip(probability, eps, 1 - eps)).mean()


def value_of(statistic, columns):
    kind = statistic["type"]
    if kind == "mean":
        return np.mean(columns[statistic["column"]])
    if kind == "quantile":
        return np.quantile(columns[statistic["column"]], statistic["at"])
    if kind in ("rmse", "mae"):
        off = columns[statistic["actual"]] - columns[statistic["predicted"]]
        return np.sqrt(np.mean(off**2)) if kind == "rmse" else np.mean(np.abs(off))
    judged = statistic.get("score") or statistic.get("predicted") or statistic.get("probability")
    of = {
        "auc": auc,
        "average-precision": average_precision,
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "log-loss": log_loss,
    }
    return of[kind](columns[statistic["label"]], columns[judged])


def arrays(columns):
    return {name: np.asarray(values, dtype=float) for name, values in columns.items()}


def taken(columns, rows):
    return {name: values[rows] for name, values in columns.items()}


def values(case):
    """Each statistic over rows that are there as often as their weights say."""
    columns = arrays(case["columns"])
    rows = np.repeat(np.arange(len(case["weights"])), case["weights"])
    return [value_of(each, taken(columns, rows)) for each in case["statistics"]]


def change_of(case):
    """The statistic's change over drawn units (rows, or clusters with all their rows), for scipy's bootstrap."""
    now, before = arrays(case["now"]), arrays(case["before"])
    count = len(next(iter(now.values())))
    clusters = case.get("clusters")
    units = np.arange(count) if clusters is None else np.asarray(clusters)
    members = [np.flatnonzero(units == unit) for unit in range(units.max() + 1)]

    def change(drawn):
        rows = drawn if clusters is None else np.concatenate([members[unit] for unit in drawn])
        sides = [value_of(case["statistic"], taken(side, rows)) for side in (now, before)]
        # Equal changes may differ by a rounding error, and scipy counts how many are exactly equal.
        return round(sides[0] - sides[1], 12)

    return change, np.arange(len(members))


def bootstrap(case):
    """At a normal score in place of 1.96. With `resampled`: scipy's interval of the very same resamples; else of its own."""
    change, units = change_of(case)
    given = case.get("resampled")
    result = stats.bootstrap(
        (units,),
        change,
        vectorized=False,
        method="BCa",
        confidence_level=1 - 2 * stats.norm.sf(case["score"]),
        n_resamples=0 if given else case["resamples"],
        bootstrap_result=BootstrapResult(None, np.asarray(given), None) if given else None,
        rng=np.random.default_rng(7),
    )
    interval = result.confidence_interval
    return {"low": interval.low, "high": interval.high, "error": result.standard_error}


def delong(case):
    """DeLong's variance of a difference as it was published: by all pairs."""
    label = np.asarray(case["label"])

    def components(score):
        positive, negative = score[label == 1], score[label == 0]
        wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
        return wins.mean(axis=1), wins.mean(axis=0)

    sides = [components(np.asarray(score)) for score in (case["now"], case["before"])]
    positive, negative = (np.cov([side[at] for side in sides]) for at in (0, 1))
    covariance = positive / (label == 1).sum() + negative / (label == 0).sum()
    contrast = np.array([1, -1])
    return float(np.sqrt(contrast @ covariance @ contrast))


def kappa(table):
    found = cohens_kappa(np.asarray(table))
    return [found.kappa, max(found.kappa_low, -1), min(found.kappa_upp, 1)]


def mid_p(case):
    up, down = case
    exact = mcnemar([[0, up], [down, 0]], exact=True).pvalue
    mid = 0.5 * stats.binom.pmf(min(up, down), up + down, 0.5)
    return 1.0 if up == down else exact - 2 * mid


def welch(case):
    result = stats.ttest_ind(case["now"], case["before"], equal_var=False)
    interval = result.confidence_interval(0.95)
    return {"low": interval.low, "high": interval.high, "p": result.pvalue, "df": result.df}


def prediction(case):
    runs = np.asarray(case["runs"])
    scale = runs.std(ddof=1) * np.sqrt(1 + 1 / len(runs))
    low, high = stats.t.interval(0.95, len(runs) - 1, loc=case["run"] - runs.mean(), scale=scale)
    return {"low": low, "high": high}


def both_noises(case):
    """A run against the mean of others, with a standard error of the test set that is known."""
    runs = np.asarray(case["runs"])
    error = runs.std(ddof=1) * np.sqrt(1 + 1 / len(runs))
    change, df = case["change"] - runs.mean(), len(runs) - 1
    half = np.hypot(case["test"] * stats.norm.ppf(0.975), error * stats.t.ppf(0.975, df))
    p = both_noises_p(change, case["test"], error, df)
    return {"low": change - half, "high": change + half, "df": df, "p": p}


def both_noises_p(change, known, error, df):
    """Where the interval of both errors, by the squares of its halves, just ends at 0."""

    def beyond(log_p):
        p = np.exp(log_p)
        return np.hypot(known * stats.norm.isf(p / 2), error * stats.t.isf(p / 2, df)) - abs(change)

    return float(np.exp(optimize.brentq(beyond, -60, -1e-12, xtol=1e-13)))


def maximum(count):
    density = lambda x: x * count * stats.norm.pdf(x) * stats.norm.cdf(x) ** (count - 1)
    return integrate.quad(density, -12, 12, limit=500)[0]


ANSWERS = {
    "values": values,
    "bootstrap": bootstrap,
    "delong": delong,
    "mid-p": mid_p,
    "welch": welch,
    "prediction": prediction,
    "both-noises": both_noises,
    "maximum": maximum,
    "wilson": lambda case: proportion_confint(*case, method="wilson"),
    "kappa": kappa,
    "student": lambda case: stats.t.ppf((1 + case["level"]) / 2, case["df"]),
    "student-p": lambda case: 2 * stats.t.sf(case["t"], case["df"]),
    "bh": lambda case: multipletests(case["p"], alpha=case["level"], method="fdr_bh")[0].tolist(),
    "holm": lambda case: multipletests(case["p"], alpha=case["level"], method="holm")[0].tolist(),
}

asked = json.load(sys.stdin)
json.dump([ANSWERS[kind](case) for kind, case in asked], sys.stdout)
