export declare class Aviary extends pulumi.CustomResource {
}
export interface AviaryArgs {
}
