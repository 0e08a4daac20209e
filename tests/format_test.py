"""A model file opens with other programs, and its tensors reproduce a prediction of kinfold."""
import json, subprocess, sys, tempfile

import numpy
from safetensors import safe_open

kinfold, ratings = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    model = folder + "/m.kf"
    subprocess.run([kinfold, "train", "ratings", ratings, "--out", model, "--rank", "20", "--epochs", "5"], check=True)
    with safe_open(model, "numpy") as file:
        tensor = {name: file.get_tensor(name) for name in file.keys()}
        about = json.loads(file.metadata()["model"])
    print({name: values.shape for name, values in tensor.items()})
    text, begin = tensor["item.id.text"].tobytes(), tensor["item.id.begin"]
    user, item = tensor["user.id.text"][: tensor["user.id.begin"][1]].tobytes().decode(), text[begin[7] : begin[8]].decode()
    score = about["offset"] + tensor["user.bias"][0] + tensor["item.bias"][7] + tensor["user.factors"][0] @ tensor["item.factors"][7]
    query = f"SELECT {user} AS user, {item} AS item"
    answer = json.loads(subprocess.check_output([kinfold, "predict", model, query, "--json"]))
    numpy.testing.assert_allclose(answer["predictions"][0]["prediction"], numpy.clip(score, about["low"], about["high"]), 1e-6)
