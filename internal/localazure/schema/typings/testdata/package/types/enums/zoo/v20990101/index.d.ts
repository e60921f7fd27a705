export declare const Climate: {
    /**
     * Hot and wet.
     */
    readonly Tropical: "Tropical";
    readonly Very_Cold: "Very-Cold";
};
/**
 * The climate.
 */
export type Climate = (typeof Climate)[keyof typeof Climate];
export declare const Sku: {
    readonly Basic: "Basic";
    readonly Premium: "Premium";
};
export type Sku = (typeof Sku)[keyof typeof Sku];
