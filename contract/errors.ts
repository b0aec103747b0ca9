/** Bodies of error answers. */

/** An error of the gateway: `{"error_code":"401013","message":"Oauth token is not valid"}`. */
export interface GatewayErrorBody {
  error_code: string;
  message: string;
}

/** An error of a service (Problem Details, RFC 9457). */
export interface ProblemBody {
  type?: string;
  status?: number;
  title?: string;
  detail?: string;
  "error-chain"?: unknown[];
  report?: Record<string, unknown>;
}

/** The form in which some services wrap their errors, by status. */
export interface WrappedErrorBody {
  requestId?: string;
  errors: Record<string, { code: string | number; message: string }[]>;
  type?: string;
  title?: string;
  status?: number;
}
