/** Wire shapes that segment definitions and merge policies share. */

/** The schema class of a segment or a merge policy. */
export interface SchemaClass {
  /** Name of the class, `_xdm.context.profile` for XDM Individual Profile. */
  name: string;
}

/** The sandbox that holds an object of the profile store. */
export interface ProfileSandbox {
  /** Id of the sandbox. */
  sandboxId?: string;
  /** Name of the sandbox, as the header `x-sandbox-name` gives it. */
  sandboxName?: string;
  /** `production` or `development`. */
  type?: string;
  /** Whether it is the organization's default sandbox. */
  default?: boolean;
}
