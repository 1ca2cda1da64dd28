# What the App of mlpipelines may do on EC2, once in an account: the same as ../../cloudformation/permissions.yaml, which
# says why.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}

variable "controller" {
  type        = string
  default     = "*"
  description = "The tag mlp:controller that machines of this App carry. `*` is any, which is right for one App in an account."
}

variable "types" {
  type        = list(string)
  default     = ["*"]
  description = "Types of machines that may be started, such as `g5.*`. What is not here AWS refuses, whatever the App asks for."
}

variable "app_role" {
  type        = string
  default     = ""
  description = "The name of the role that the App runs with; left out, attach the policy to a role or user yourself."
}

variable "session_manager" {
  type        = bool
  default     = false
  description = "Make a role for machines, by which people of the account may look at one from within. Steps cannot use the role."
}

data "aws_caller_identity" "here" {}

data "aws_partition" "here" {}

locals {
  any = "arn:${data.aws_partition.here.partition}:ec2:*"
  own = "arn:${data.aws_partition.here.partition}:ec2:*:${data.aws_caller_identity.here.account_id}"
  iam = "arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.here.account_id}"
}

data "aws_iam_policy_document" "app" {
  statement {
    sid = "Look"
    actions = [
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstances",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcEndpoints",
      "pricing:GetProducts",
      "servicequotas:GetAWSDefaultServiceQuota",
      "servicequotas:GetServiceQuota",
    ]
    resources = ["*"]
  }

  statement {
    sid     = "UseWhatIsThere"
    actions = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = [
      "${local.any}:*:capacity-reservation/*",
      "arn:${data.aws_partition.here.partition}:resource-groups:*:${data.aws_caller_identity.here.account_id}:group/*",
      "${local.any}::image/*",
      "${local.any}::snapshot/*",
      "${local.own}:launch-template/*",
      "${local.own}:security-group/*",
      "${local.own}:spot-instances-request/*",
      "${local.own}:subnet/*",
    ]
  }

  statement {
    sid     = "StartTagged"
    actions = ["ec2:CreateFleet"]
    resources = [
      "${local.own}:fleet/*",
      "${local.own}:instance/*",
      "${local.own}:network-interface/*",
      "${local.own}:volume/*",
    ]
    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid       = "StartTaggedParts"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.own}:network-interface/*", "${local.own}:volume/*"]
    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid       = "StartTaggedTypes"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.own}:instance/*"]
    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/mlp:controller"
      values   = [var.controller]
    }
    condition {
      test     = "StringLike"
      variable = "ec2:InstanceType"
      values   = var.types
    }
  }

  statement {
    sid     = "TagWhatIsMade"
    actions = ["ec2:CreateTags"]
    resources = [
      "${local.own}:fleet/*",
      "${local.own}:instance/*",
      "${local.own}:launch-template/*",
      "${local.own}:network-interface/*",
      "${local.own}:volume/*",
    ]
    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid       = "MakeTemplates"
    actions   = ["ec2:CreateLaunchTemplate"]
    resources = ["${local.own}:launch-template/*"]
    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid = "ChangeOwnTemplates"
    actions = [
      "ec2:CreateLaunchTemplateVersion",
      "ec2:DeleteLaunchTemplate",
      "ec2:DeleteLaunchTemplateVersions",
    ]
    resources = ["${local.own}:launch-template/*"]
    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid       = "EndOwnMachines"
    actions   = ["ec2:GetConsoleOutput", "ec2:TerminateInstances"]
    resources = ["${local.own}:instance/*"]
    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/mlp:controller"
      values   = [var.controller]
    }
  }

  statement {
    sid       = "HoldOwnMachines"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.own}:instance/*"]
    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/mlp:controller"
      values   = [var.controller]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["mlp:hold-until"]
    }
  }

  statement {
    sid       = "MakeSpotRole"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["${local.iam}:role/aws-service-role/spot.amazonaws.com/*"]
    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["spot.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = aws_iam_role.machines[*].arn
    content {
      sid       = "GiveMachinesTheirRole"
      actions   = ["iam:PassRole"]
      resources = [statement.value]
      condition {
        test     = "StringEquals"
        variable = "iam:PassedToService"
        values   = ["ec2.${data.aws_partition.here.dns_suffix}"]
      }
    }
  }
}

resource "aws_iam_policy" "app" {
  name_prefix = "mlpipelines-app-"
  description = "The App of mlpipelines - starts and ends machines that carry its tag"
  policy      = data.aws_iam_policy_document.app.json
}

resource "aws_iam_role_policy_attachment" "app" {
  count      = var.app_role == "" ? 0 : 1
  role       = var.app_role
  policy_arn = aws_iam_policy.app.arn
}

data "aws_iam_policy_document" "machines_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.${data.aws_partition.here.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "machines" {
  count              = var.session_manager ? 1 : 0
  name_prefix        = "mlpipelines-machines-"
  description        = "Machines of mlpipelines - Session Manager, and nothing else"
  assume_role_policy = data.aws_iam_policy_document.machines_trust.json
}

resource "aws_iam_role_policy_attachment" "machines" {
  count      = var.session_manager ? 1 : 0
  role       = aws_iam_role.machines[0].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "machines" {
  count       = var.session_manager ? 1 : 0
  name_prefix = "mlpipelines-machines-"
  role        = aws_iam_role.machines[0].name
}

output "app_policy" {
  description = "The policy of the App; attach it to the role or user that the App runs as."
  value       = aws_iam_policy.app.arn
}

output "instance_profile" {
  description = "For `instance-profile` of each region in the machines file."
  value       = one(aws_iam_instance_profile.machines[*].name)
}
