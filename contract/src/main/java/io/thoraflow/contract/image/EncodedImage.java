package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.MediaType;

/**
 * An image as it travels: see {@link CanonicalImages}.
 *
 * @param content the encoded image, shared, not copied
 * @param mediaType how it is encoded
 * @param width in pixels
 * @param height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // Images are large and never compared.
public record EncodedImage(byte[] content, MediaType mediaType, int width, int height) {}
