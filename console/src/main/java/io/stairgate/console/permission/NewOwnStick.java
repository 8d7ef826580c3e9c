package io.stairgate.console.permission;

/**
 * A stick to be put on the setting's own list, as somebody typed it.
 *
 * @param label what people call it
 * @param serial its serial
 * @param vendorId four hexadecimal digits or empty
 * @param productId four hexadecimal digits or empty
 */
public record NewOwnStick(String label, String serial, String vendorId, String productId) {}
