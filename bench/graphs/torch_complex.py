"""A straightforward ComplEx in PyTorch. Prints as JSON the triples per second of training against all entities (softmax, Adagrad) and against
256 uniform negatives per triple (log loss), and the seconds of the filtered ranking of the test facts.

    python3 torch_complex.py FOLDER [--rank 100] [--batch 1000] [--steps 40] [--threads 2]

FOLDER has train.txt, valid.txt and test.txt of tab-separated heads, relations and tails. Each fact gives two queries; the second one uses an
inverse relation.
"""
import argparse
import collections
import json
import time

import torch


def read(folder):
    entities, relations, parts = {}, {}, []
    for name in ("train", "valid", "test"):
        rows = [line.rstrip("\n").split("\t") for line in open(f"{folder}/{name}.txt")]
        parts.append([(entities.setdefault(h, len(entities)), relations.setdefault(r, len(relations)), entities.setdefault(t, len(entities)))
                      for h, r, t in rows])
    count = len(relations)
    both = [torch.tensor(part + [(t, r + count, h) for h, r, t in part]) for part in parts]
    return both, len(entities), 2 * count


class ComplEx(torch.nn.Module):
    def __init__(self, entities, relations, rank):
        super().__init__()
        self.entity = torch.nn.Embedding(entities, 2 * rank)
        self.relation = torch.nn.Embedding(relations, 2 * rank)
        for table in (self.entity, self.relation):
            torch.nn.init.normal_(table.weight, std=1e-3)

    def query(self, heads, relations):
        (a, b), (c, d) = self.entity(heads).chunk(2, 1), self.relation(relations).chunk(2, 1)
        return torch.cat([a * c - b * d, a * d + b * c], 1)

    def all(self, heads, relations):
        return self.query(heads, relations) @ self.entity.weight.t()


def one_vs_all(model, batch):
    scores = model.all(batch[:, 0], batch[:, 1])
    return torch.nn.functional.cross_entropy(scores, batch[:, 2])


def negative_sampling(model, batch, negatives=256):
    sampled = torch.randint(model.entity.num_embeddings, (len(batch), negatives))
    query = model.query(batch[:, 0], batch[:, 1])
    right = (query * model.entity(batch[:, 2])).sum(1)
    wrong = torch.bmm(model.entity(sampled), query.unsqueeze(2)).squeeze(2)
    loss = torch.nn.functional.softplus
    return (loss(-right) + loss(wrong).sum(1)).mean()


def n3_regularizer(model, batch):
    def cubes(rows):
        a, b = rows.chunk(2, 1)
        return ((a * a + b * b + 1e-20).sqrt() ** 3).sum()

    return 0.05 / 3 * (cubes(model.entity(batch[:, 0])) + cubes(model.relation(batch[:, 1])) + cubes(model.entity(batch[:, 2]))) / len(batch)


def train(model, facts, loss, batch, steps):
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
    order = torch.randperm(len(facts))
    begin = None
    for step in range(steps + 3):
        if step == 3:  # the first ones warm up
            begin = time.perf_counter()
        rows = facts[order[(step * batch) % (len(facts) - batch):][:batch]]
        optimizer.zero_grad()
        (loss(model, rows) + n3_regularizer(model, rows)).backward()
        optimizer.step()
    return steps * batch / (time.perf_counter() - begin)


@torch.no_grad()
def rank(model, parts, batch):
    known = collections.defaultdict(list)
    for part in parts:
        for h, r, t in part.tolist():
            known[h, r].append(t)
    test, begin, total = parts[2], time.perf_counter(), 0.0
    for first in range(0, len(test), batch):
        rows = test[first:first + batch]
        scores = model.all(rows[:, 0], rows[:, 1])
        target_score = scores.gather(1, rows[:, 2:]).clone()
        for n, (h, r, _) in enumerate(rows.tolist()):
            scores[n, known[h, r]] = -1e30
        ranks = 1 + (scores > target_score).sum(1) + (scores == target_score).sum(1) / 2
        total += (1 / ranks).sum().item()
    return time.perf_counter() - begin, total / len(test)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    for name, value in (("rank", 100), ("batch", 1000), ("steps", 40), ("threads", 2)):
        args.add_argument(f"--{name}", type=int, default=value)
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    parts, entities, relations = read(args.folder)
    model = ComplEx(entities, relations, args.rank)
    all_speed = train(model, parts[0], one_vs_all, args.batch, args.steps)
    sampled_speed = train(model, parts[0], negative_sampling, args.batch, args.steps)
    seconds, mrr = rank(model, parts, args.batch)
    print(json.dumps({"torch": torch.__version__, "all": all_speed, "sampled": sampled_speed, "ranking": seconds, "mrr": mrr}))


if __name__ == "__main__":
    main()
