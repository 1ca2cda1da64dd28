/** Of a normal distribution the middle 95 % lie within so many standard deviations of its mean. */
export const Z95 = 1.959_963_984_540_054;
