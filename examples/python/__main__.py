import pulumi
import pulumi_aep as aep

dataset = aep.TargetDataset(
    "profiles",
    name="Quickstart profile export",
    description="Names and addresses of all profiles",
    force_destroy=True,
)

job = aep.ExportJob(
    "profiles",
    dataset=dataset.id,
    fields=["person.name", "personalEmail.address", "homeAddress.city", "homeAddress.countryCode"],
)

pulumi.export("datasetId", dataset.id)
pulumi.export("jobId", job.id)
pulumi.export("status", job.status)
pulumi.export("batchIds", job.batch_ids)
pulumi.export("profileCount", job.profile_count)
