/**
 * What PKCS#11 3.2 says of templates, attributes and the use of keys, as pure functions. {@link io.craton.hsm.core.object.rules.ObjectRules}
 * is the one door.
 */
@NullMarked
package io.craton.hsm.core.object.rules;

import org.jspecify.annotations.NullMarked;
