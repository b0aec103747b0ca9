// Old syntax only: an old Node has to understand this file to say that it is too old.
var wanted = [20, 3];
var version = process.versions.node.split(".").map(Number);
if (version[0] < wanted[0] || (version[0] === wanted[0] && version[1] < wanted[1])) {
  process.stderr.write(
    "pulumi-resource-aep needs Node " +
      wanted.join(".") +
      " or later, but the node on PATH is " +
      process.version +
      ".\n",
  );
  process.exit(1);
}
require("../dist/provider/main.js").main(process.argv.slice(2));
