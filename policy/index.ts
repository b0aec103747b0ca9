import { PolicyPack } from "@pulumi/policy";
import { refuseUnknownParts } from "./configuration";
import { policies } from "./policies";

refuseUnknownParts(policies);

new PolicyPack("aep-exports", { policies });
