/**
 * Sign-in elsewhere: one OpenID provider per setting, such as Microsoft or Google. Who somebody is
 * elsewhere is (issuer, subject) and nothing else, never an e-mail address.
 */
@NullMarked
package io.stairgate.console.oidc;

import org.jspecify.annotations.NullMarked;
