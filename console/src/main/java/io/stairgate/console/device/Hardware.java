package io.stairgate.console.device;

/**
 * A laptop as its maker and its system describe it; each may be empty.
 *
 * @param make at most 128 characters
 * @param model at most 128 characters
 * @param serial at most 128 characters
 * @param system at most 128 characters
 * @param systemVersion at most 128 characters
 * @param hardwareId SHA-256 in hexadecimal, or empty
 */
public record Hardware(
    String make,
    String model,
    String serial,
    String system,
    String systemVersion,
    String hardwareId) {}
