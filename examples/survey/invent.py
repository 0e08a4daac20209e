"""Generates an artificial survey of how 300 people get to work: numbers, counts, booleans, ordinals and categories. A
tenth of the cells are missing at random.

    examples/survey/invent.py > data/survey/commuting.csv

Each respondent belongs to one of three groups, which differ in two latent variables: how far from the centre people
live, and how much they like cycling. All answers depend on these two variables and on noise.
"""
import csv
import math
import random
import sys

SEED, RESPONDENTS, MISSING = 7, 300, 0.1
GROUPS = {"city": (-1.3, 0.9), "suburb": (0.1, -0.9), "country": (1.5, 0.3)}  # out of town, cycling
HOW_OFTEN = ["never", "seldom", "often", "always"]
rng = random.Random(SEED)


def random_boolean(score):
    return rng.random() < 1 / (1 + math.exp(-score))


def level(score, levels, noise=0.6):
    return levels[min(max(round(score + rng.gauss(0, noise)), 0), len(levels) - 1)]


def count(mean):
    """Knuth's draw from a Poisson distribution."""
    limit, product, number = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        number += 1
    return number


def choice(scores):
    """A key by the soft-max of its score."""
    return rng.choices(list(scores), [math.exp(score) for score in scores.values()])[0]


def respondent(group):
    out, cycling = (rng.gauss(middle, 0.55) for middle in GROUPS[group])
    return {
        "group": group,
        "age": round(42 + 4 * out - 5 * cycling + rng.gauss(0, 9)),
        "income": 10 * round(290 + 35 * out - 25 * cycling + rng.gauss(0, 50)),
        "distance_km": round(math.exp(2.3 + 0.45 * out + rng.gauss(0, 0.25)), 1),
        "minutes": round(28 + 9 * out - 3 * cycling + rng.gauss(0, 6)),
        "cars": count(math.exp(0.05 + 0.55 * out - 0.3 * cycling)),
        "delays_a_month": count(math.exp(0.8 - 0.2 * out - 0.75 * cycling)),
        "owns_bicycle": "yes" if random_boolean(1 + 2.2 * cycling) else "no",
        "season_ticket": "yes" if random_boolean(-0.3 - 0.9 * out - 1.9 * cycling) else "no",
        "works_at_home": "yes" if random_boolean(-0.5 + 0.9 * out) else "no",
        "cycles": level(1.2 - 0.4 * out + 1.1 * cycling, HOW_OFTEN),
        "drives": level(1.3 + 0.95 * out - 0.3 * cycling, HOW_OFTEN),
        "takes_train": level(1.3 - 0.1 * out - 1.1 * cycling, HOW_OFTEN),
        "content": level(1.2 - 0.2 * out + 0.7 * cycling, ["low", "middle", "high"]),
        "mode": choice({"bicycle": -1.2 * out + 2.4 * cycling, "train": -0.2 - 2.2 * cycling, "car": 2.2 * out}),
        "area": choice({"centre": -2.5 * out, "edge": 0.8, "village": 2.5 * out - 0.5}),
        "sector": choice({"office": 0.4 - 0.3 * out, "trade": 0.4 * out, "care": 0, "school": -0.3 + 0.3 * cycling}),
    }


def main():
    groups = list(GROUPS)
    people = [respondent(groups[i % len(groups)]) for i in range(RESPONDENTS)]
    rng.shuffle(people)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", *people[0]])
    for number, answers in enumerate(people, 1):
        out.writerow([f"r{number:03}", *("" if name != "group" and rng.random() < MISSING else answer
                                         for name, answer in answers.items())])


main()
