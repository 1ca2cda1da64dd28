# The role of the workflow that ends machines of mlpipelines whose time is over, once in an account: the same as
# ../../cloudformation/expiry.yaml.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}

variable "owner" {
  type        = string
  description = "Who owns the operations repository, such as `acme`."
}

variable "owner_id" {
  type        = number
  description = "GitHub's number of the owner; `gh api repos/OWNER/NAME --jq .owner.id` tells it."
}

variable "repository" {
  type        = string
  description = "The name of the operations repository, without its owner."
}

variable "repository_id" {
  type        = number
  description = "GitHub's number of the repository; `gh api repos/OWNER/NAME --jq .id` tells it."
}

variable "branch" {
  type        = string
  default     = "main"
  description = "The default branch of the operations repository; schedules run there alone."
}

variable "provider_arn" {
  type        = string
  default     = ""
  description = "The ARN of GitHub's identity provider, if this account has one already; left out, it is made."
}

data "aws_caller_identity" "here" {}

data "aws_partition" "here" {}

locals {
  provider = var.provider_arn == "" ? one(aws_iam_openid_connect_provider.github[*].arn) : var.provider_arn
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.provider_arn == "" ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    # Repositories that were made or renamed since 15 July 2026 tell their numbers too, older ones do not.
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values = [
        "repo:${var.owner}/${var.repository}:ref:refs/heads/${var.branch}",
        "repo:${var.owner}@${var.owner_id}/${var.repository}@${var.repository_id}:ref:refs/heads/${var.branch}",
      ]
    }
  }
}

data "aws_iam_policy_document" "expiry" {
  statement {
    sid       = "Look"
    actions   = ["ec2:DescribeInstances"]
    resources = ["*"]
  }

  statement {
    sid     = "EndMachines"
    actions = ["ec2:TerminateInstances"]
    resources = [
      "arn:${data.aws_partition.here.partition}:ec2:*:${data.aws_caller_identity.here.account_id}:instance/*",
    ]
    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/mlp:controller"
      values   = ["*"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/mlp:expires-at"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "expiry" {
  name_prefix          = "mlpipelines-expiry-"
  description          = "Ends machines of mlpipelines whose time is over"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "expiry" {
  name_prefix = "end-expired-machines-"
  role        = aws_iam_role.expiry.id
  policy      = data.aws_iam_policy_document.expiry.json
}

output "role" {
  description = "The variable MLPIPELINES_EXPIRY_ROLE of the operations repository."
  value       = aws_iam_role.expiry.arn
}
