"""The labels that expressions and legends use, held to those that metrics have; see run."""

import re

# What Prometheus adds to everything that it scrapes.
SCRAPED = {"job", "instance"}


class Labels:
    """Metrics with their labels: docs/figures.md has the services' own, which a test holds to the code."""

    def __init__(self, page, rules, metrics):
        self.metrics = metrics
        self.known = {}
        for name, kind, labels in re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \|", page, re.M):
            own = set(filter(None, labels.replace(",", " ").split())) | SCRAPED
            self.known[name] = own
            if kind == "histogram":
                self.known |= {name + "_bucket": own | {"le"}, name + "_sum": own, name + "_count": own}
        for rule in rules:
            if "record" in rule:
                self.known[rule["record"]] = self.result(rule["expr"])
        self.known["ALERTS"] = {"alertname", "alertstate"}

    def of(self, expression):
        """The labels of each metric that an expression asks for."""
        return [self.known.get(name, set()) for name in self.metrics(expression)]

    def result(self, expression):
        """What is left to a legend: what it is summed up by, or what its metrics have."""
        kept = groups(expression)
        if kept:
            return set().union(*(labels for labels, _ in kept))
        if re.match(r"\s*(sum|max|min|avg|histogram_quantile)\s*\(", expression):
            return set()
        return set().union(*self.of(expression))

    def faults(self, expression):
        """One line for each label that its metric has not."""
        for name, matchers in re.findall(r"([a-zA-Z_:][\w:]*)\{([^}]*)\}", expression):
            for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", re.sub(r'"(\\.|[^"\\])*"', '""', matchers)):
                if label not in self.known.get(name, set()):
                    yield f"{name} has no label {label}"
        for labels, part in groups(expression):
            for metric in self.metrics(part):
                for label in labels - self.known.get(metric, set()):
                    yield f"{metric} cannot be summed up by {label}"
        kept = set().union(*(labels for labels, _ in groups(expression)), *self.of(expression))
        for labels in re.findall(r"\b(?:on|ignoring|without)\s*\(([^)]*)\)", expression):
            for label in set(re.findall(r"\w+", labels)) - kept:
                yield f"nothing has the label {label} in {expression}"


def groups(expression):
    """Of every `by (labels) (part)` the labels and the part."""
    found = []
    for match in re.finditer(r"\bby\s*\(([^)]*)\)\s*\(", expression):
        depth, end = 1, match.end()
        while depth and end < len(expression):
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            end += 1
        found.append((set(re.findall(r"\w+", match.group(1))), expression[match.end():end - 1]))
    return found
