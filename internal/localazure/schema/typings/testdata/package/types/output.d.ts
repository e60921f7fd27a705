import * as outputs from "../types/output";
export declare namespace zoo {
    namespace v20990101 {
        interface KeeperResponse {
            hired: string;
            shift?: string;
        }
        function keeperResponseProvideDefaults(val: KeeperResponse): KeeperResponse;
        interface CageResponse {
            neighbours?: outputs.zoo.v20990101.CageResponse[];
            keys: {
                [key: string]: outputs.zoo.v20990101.KeeperResponse;
            };
        }
        interface LionResponse {
            species: "Lion";
        }
        interface PenguinResponse {
            species: "Penguin";
        }
        interface VisitorResponse {
            name: string;
        }
    }
}
