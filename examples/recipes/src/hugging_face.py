"""The Trainer writes `checkpoint-N` folders; the newest is found and resumed from."""

import json
from pathlib import Path

from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

NAME = "distilbert-base-uncased"
CHECKPOINTS = Path("ckpt")
CHECKPOINTS.mkdir(exist_ok=True)
tokenizer = AutoTokenizer.from_pretrained(NAME)
data = load_dataset("csv", data_files={"train": "data/train.csv", "test": "data/test.csv"})
data = data.map(lambda rows: tokenizer(rows["text"], truncation=True), batched=True)
settings = TrainingArguments(
    output_dir=str(CHECKPOINTS), save_steps=200, save_total_limit=2, num_train_epochs=3, seed=0
)
trainer = Trainer(
    model=AutoModelForSequenceClassification.from_pretrained(NAME, num_labels=2),
    args=settings,
    train_dataset=data["train"],
    eval_dataset=data["test"],
    processing_class=tokenizer,
)
trainer.train(resume_from_checkpoint=get_last_checkpoint(str(CHECKPOINTS)))

trainer.save_model("model")
Path("metrics.json").write_text(json.dumps({"loss": trainer.evaluate()["eval_loss"]}))
