/** Wire shapes of Adobe's Identity Management Service. */

/** Answer to `POST /ims/token/v3` with `grant_type=client_credentials`. */
export interface ImsToken {
  access_token: string;
  token_type: "bearer";
  /** Seconds. */
  expires_in: number;
}
