module @m {
  func.func @main(%arg0: tensor<4x8xf32>, %arg1: tensor<8x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x8xf32> {
    %0 = "stablehlo.all_reduce"(%arg0) <{replica_groups = dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %s = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %s : tensor<f32>
    }) : (tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = stablehlo.custom_call @Sharding(%0) {backend_config = ""} : (tensor<4x8xf32>) -> tensor<4x8xf32>
    %2:2 = "stablehlo.while"(%1, %0) ({
    ^bb0(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>):
      %c = stablehlo.constant dense<true> : tensor<i1>
      stablehlo.return %c : tensor<i1>
    }, {
    ^bb0(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>):
      %z = stablehlo.tanh %x : tensor<4x8xf32>
      stablehlo.return %z, %y : tensor<4x8xf32>, tensor<4x8xf32>
    }) : (tensor<4x8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>)
    %3 = stablehlo.slice %2#0 [0:2, 0:8] : (tensor<4x8xf32>) -> tensor<2x8xf32>
    %4 = stablehlo.dynamic_slice %2#1, %3, sizes = [1, 8] : (tensor<4x8xf32>, tensor<2x8xf32>) -> tensor<1x8xf32>
    %5 = stablehlo.custom_call @mystery(%4) : (tensor<1x8xf32>) -> tensor<4x8xf32>
    return %5 : tensor<4x8xf32>
  }
}
