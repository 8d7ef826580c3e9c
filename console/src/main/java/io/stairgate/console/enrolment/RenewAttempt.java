package io.stairgate.console.enrolment;

import io.stairgate.console.database.Bytes;

/**
 * A laptop asks for its next certificate.
 *
 * @param certificate the one it has, as given; not checked yet
 * @param csr the PKCS#10 request as given; not checked yet
 */
public record RenewAttempt(Bytes certificate, Bytes csr) {}
