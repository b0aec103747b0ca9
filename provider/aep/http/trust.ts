/** Codes of a TLS handshake that fails, before anything is sent, because of the server's certificate. */
const distrust = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_)/;
/** Those of a certificate whose issuer is unknown here, as that of a company that looks into TLS. */
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
