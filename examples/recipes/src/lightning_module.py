"""`ModelCheckpoint` writes into the folder, `ckpt_path="last"` resumes; without a checkpoint it starts anew."""

import json
from pathlib import Path

import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from torch.utils.data import DataLoader, TensorDataset


class Classifier(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(20, 1)

    def training_step(self, batch, _):
        x, y = batch
        return torch.nn.functional.binary_cross_entropy_with_logits(self.layer(x).squeeze(1), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


lightning.seed_everything(0)
x = torch.randn(2000, 20)
y = (x[:, :5].sum(1) > 0).float()
model = Classifier()
checkpoint = ModelCheckpoint(dirpath="ckpt", save_last=True, every_n_epochs=1)
trainer = lightning.Trainer(max_epochs=50, callbacks=[checkpoint], logger=False)
trainer.fit(model, DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True), ckpt_path="last")

trainer.save_checkpoint("model/model.ckpt")
accuracy = ((model.layer(x).squeeze(1) > 0).float() == y).float().mean().item()
Path("metrics.json").write_text(json.dumps({"accuracy": accuracy}))
