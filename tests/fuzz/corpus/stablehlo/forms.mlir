#loc1 = loc("x")
module @jit_f attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<32x128xbf16> {mhlo.layout_mode = "default"}, %arg1: tensor<128x256xbf16> loc("w"), %arg2: tensor<256xbf16>, %arg3: tensor<8x16x64x64xf32>, %arg4: tensor<2x56x56x64xf32>, %arg5: tensor<3x3x64x128xf32>) -> (tensor<32x256xbf16> {jax.result_info = ""}, tensor<f32>) {
    %c = stablehlo.constant dense<0> : tensor<i32> loc(#loc1)
    %0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16> loc(#loc1)
    %1 = stablehlo.broadcast_in_dim %arg2, dims = [1] : (tensor<256xbf16>) -> tensor<32x256xbf16>
    %2 = stablehlo.add %0, %1 : tensor<32x256xbf16>
    %3 = call @relu(%2) : (tensor<32x256xbf16>) -> tensor<32x256xbf16>
    // attention scores: a comment
    %4 = stablehlo.dot_general %arg3, %arg3, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [3] : (tensor<8x16x64x64xf32>, tensor<8x16x64x64xf32>) -> tensor<8x16x64x64xf32>
    %cst = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %5 = stablehlo.reduce(%4 init: %cst) applies stablehlo.maximum across dimensions = [3] : (tensor<8x16x64x64xf32>, tensor<f32>) -> tensor<8x16x64xf32>
    %6 = stablehlo.convolution(%arg4, %arg5)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
      window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<2x56x56x64xf32>, tensor<3x3x64x128xf32>) -> tensor<2x56x56x128xf32>
    %7 = "stablehlo.dot_general"(%arg0, %arg1) <{dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>, precision_config = [#stablehlo<precision DEFAULT>]}> : (tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16>
    %8 = "stablehlo.reduce_window"(%6, %cst) <{window_dimensions = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %r = stablehlo.maximum %a, %b : tensor<f32>
      stablehlo.return %r : tensor<f32>
    }) : (tensor<2x56x56x128xf32>, tensor<f32>) -> tensor<2x28x28x128xf32>
    %9:3 = stablehlo.while(%iterArg = %c, %iterArg_0 = %3, %iterArg_1 = %arg1) : tensor<i32>, tensor<32x256xbf16>, tensor<128x256xbf16>
     cond {
      %c_2 = stablehlo.constant dense<24> : tensor<i32>
      %10 = stablehlo.compare LT, %iterArg, %c_2, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %10 : tensor<i1>
    } do {
      %c_3 = stablehlo.constant dense<1> : tensor<i32>
      %10 = stablehlo.dot_general %iterArg_0, %iterArg_1, contracting_dims = [1] x [1] : (tensor<32x256xbf16>, tensor<128x256xbf16>) -> tensor<32x128xbf16>
      %11 = stablehlo.dot_general %10, %iterArg_1, contracting_dims = [1] x [0] : (tensor<32x128xbf16>, tensor<128x256xbf16>) -> tensor<32x256xbf16>
      %12 = stablehlo.add %iterArg, %c_3 : tensor<i32>
      stablehlo.return %12, %11, %iterArg_1 : tensor<i32>, tensor<32x256xbf16>, tensor<128x256xbf16>
    }
    return %9#1, %cst : tensor<32x256xbf16>, tensor<f32>
  }
  func.func private @relu(%arg0: tensor<32x256xbf16>) -> tensor<32x256xbf16> {
    %cst = stablehlo.constant dense<0.0> : tensor<bf16>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<bf16>) -> tensor<32x256xbf16>
    %1 = stablehlo.maximum %arg0, %0 : tensor<32x256xbf16>
    return %1 : tensor<32x256xbf16>
  }
}
