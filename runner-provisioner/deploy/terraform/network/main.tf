# A network for machines of mlpipelines, once in each region: the same as ../../cloudformation/network.yaml, which says
# why machines have public addresses and no way in.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}

variable "prefix" {
  type        = string
  default     = "10.83"
  description = "How the private addresses of the network begin. It matters only if you connect it to another network."
}

variable "zones" {
  type        = number
  default     = 3
  description = "How many zones get a subnet. GPUs are short, and each zone has its own; take 2 where a region has no more."
}

data "aws_region" "here" {}

data "aws_availability_zones" "open" {
  state = "available"

  # Local zones and wavelength zones have no GPUs to speak of.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_vpc" "network" {
  cidr_block = "${var.prefix}.0.0/16"

  # The S3 endpoint works by names: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "mlpipelines" }
}

resource "aws_internet_gateway" "internet" {
  vpc_id = aws_vpc.network.id
  tags   = { Name = "mlpipelines" }
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.network.id
  tags   = { Name = "mlpipelines" }
}

resource "aws_route" "to_internet" {
  route_table_id         = aws_route_table.routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet.id
}

# Costs nothing, and what goes to S3 of this region goes through it and nowhere else.
resource "aws_vpc_endpoint" "to_s3" {
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.here.name}.s3"
  vpc_id            = aws_vpc.network.id
  route_table_ids   = [aws_route_table.routes.id]
}

resource "aws_subnet" "zone" {
  count                   = var.zones
  vpc_id                  = aws_vpc.network.id
  availability_zone       = data.aws_availability_zones.open.names[count.index]
  cidr_block              = "${var.prefix}.${16 * count.index}.0/20"
  map_public_ip_on_launch = true
  tags                    = { Name = "mlpipelines ${count.index + 1}" }
}

resource "aws_route_table_association" "zone" {
  count          = var.zones
  subnet_id      = aws_subnet.zone[count.index].id
  route_table_id = aws_route_table.routes.id
}

# HTTPS out, nothing in. DNS, the clock and the metadata service of AWS pass without a rule:
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
resource "aws_security_group" "machines" {
  name_prefix = "mlpipelines-machines-"
  description = "Machines of mlpipelines - HTTPS out, nothing in"
  vpc_id      = aws_vpc.network.id
  tags        = { Name = "mlpipelines machines" }

  egress {
    description = "HTTPS"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

output "machines_file" {
  description = "The file that MLPIPELINES_MACHINES names. For more regions, put their entries below each other."
  value       = <<-YAML
    regions:
      ${data.aws_region.here.name}:
        subnets: [${join(", ", aws_subnet.zone[*].id)}]
        security-group: ${aws_security_group.machines.id}
  YAML
}
