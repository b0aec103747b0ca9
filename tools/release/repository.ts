/** The repository on GitHub whose releases hold the plugin, as OWNER/REPO. */
export const repository = "OWNER/REPO";

/** Where Pulumi downloads the plugin from: the assets of the release `v<version>`. */
export const downloadUrl = `github://api.github.com/${repository}`;
