import { findRelease } from "./pulumiCli/find";
void findRelease({ version: "3.274.1" }).then(console.log, console.error);
