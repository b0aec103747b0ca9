/** What a program says of a dataset's expiration. */
export interface DatasetExpirationInputs {
  /**
   * Id of the dataset that AEP is to delete. It must be in the sandbox of the expiration. Changing it
   * replaces the expiration.
   */
  dataset: string;
  /**
   * When the dataset expires, in ISO 8601: `2030-12-31T12:00:00Z`. Without an offset it is UTC; a bare
   * date is its midnight. At least 24 hours ahead when it is set or changed. Give either `expiry` or
   * `retention`. Changing it updates the expiration.
   */
  expiry?: string;
  /**
   * How long the dataset lives from the creation of this resource on, as an ISO 8601 duration of whole
   * years, months, weeks and days: `P30D`, `P6M`. At least two days. The date is worked out once, in
   * UTC, and kept in the state: see the output `expiresAt`. Changing `retention` updates the expiration,
   * still counted from the creation.
   */
  retention?: string;
  /**
   * Name of the expiration in AEP: one line, not empty, without blanks at its ends. Changing it updates
   * the expiration.
   */
  displayName: string;
  /**
   * What the expiration is for. AEP keeps it with a last line that names the owning resource. Changing
   * it updates the expiration.
   */
  description?: string;
  /**
   * The sandbox that holds the dataset. Defaults to that of the dataset, if it is a resource, and else
   * to the one configured (`aep:sandboxName`). Changing it replaces the expiration.
   */
  sandboxName?: string;
  /**
   * Id of a pending expiration of the dataset, `SD-…`, that the resource takes over, instead of setting
   * one. Its date, name and description become those given here. An expiration that another resource
   * owns is refused. From then on `pulumi destroy` cancels it. Removing `adopt` later changes nothing.
   */
  adopt?: string;
}
