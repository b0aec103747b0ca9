# N pairs of dataset and export job, by Terraform's built-in resource and the curl calls of the tutorial.

variable "pairs" {
  type = number
}

resource "terraform_data" "dataset" {
  count = var.pairs
  input = count.index

  provisioner "local-exec" {
    command = "./export.sh pair create_dataset ${self.input}"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "./export.sh pair delete_dataset ${self.input}"
  }
}

resource "terraform_data" "job" {
  count = var.pairs
  input = terraform_data.dataset[count.index].output

  provisioner "local-exec" {
    command = "./export.sh pair create_job ${self.input}"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "./export.sh pair delete_job ${self.input}"
  }
}
