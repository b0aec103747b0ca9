/** Codes of a TLS handshake that failed because of the server's certificate. Nothing was sent. */
const distrust = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_)/;
/** Codes of a certificate whose issuer is unknown here, such as a company that inspects TLS. */
const unknownIssuer = /^(CERT_UNTRUSTED|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/;
const outOfTime = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;

/** Whether a connection failed because of a certificate. */
export const isDistrust = (code: string): boolean => distrust.test(code);

/** What to do about a certificate that is not trusted, as a sentence. */
export function certificateAdvice(code: string): string {
  if (unknownIssuer.test(code)) {
    return (
      "Where a proxy or firewall of your company looks into TLS, set NODE_EXTRA_CA_CERTS to the file (PEM) of its root " +
      "certificate before you start this."
    );
  }
  return outOfTime.test(code)
    ? "Check the clock of this machine, and whose certificate it is."
    : "Check the address, and what answers there.";
}
