"""Model, optimizer, epoch and random state belong together: save all four, restore all four."""

import json
from pathlib import Path

import torch

CHECKPOINT = Path("ckpt/state.pt")
CHECKPOINT.parent.mkdir(exist_ok=True)
torch.manual_seed(0)
x = torch.randn(2000, 20)
y = (x[:, :5].sum(1) > 0).float()
model = torch.nn.Sequential(torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters())

done = 0
if CHECKPOINT.exists():
    state = torch.load(CHECKPOINT, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    done = state["epoch"]
for epoch in range(done, 50):
    for part in torch.randperm(len(x)).split(64):
        optimizer.zero_grad()
        answer = model(x[part]).squeeze(1)
        torch.nn.functional.binary_cross_entropy_with_logits(answer, y[part]).backward()
        optimizer.step()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save({**state, "random": torch.get_rng_state(), "epoch": epoch + 1}, "ckpt/draft")
    Path("ckpt/draft").replace(CHECKPOINT)  # whole, or not at all

Path("model").mkdir(exist_ok=True)
torch.save(model.state_dict(), "model/model.pt")
accuracy = ((model(x).squeeze(1) > 0).float() == y).float().mean().item()
Path("metrics.json").write_text(json.dumps({"accuracy": accuracy}))
