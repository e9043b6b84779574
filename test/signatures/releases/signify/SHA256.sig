untrusted comment: verify with saw.pub
RWS0StLfZrXGVcLYmxIZ6oHbPY4UlQe6+H5deGgjH2C2yZDtuIkxGx/m8lyQnaBw0hPrMB0tmto4Vjz95S+4CEeV5OwjUAIy0wI=
SHA256 (saw-1.0.0-darwin-arm64.tar.gz) = 1d8e33d8ab8a701f5a5784dac025f6f8da7ccc3bfd40d3e8829bba671c8d422c
SHA256 (saw-1.0.0-linux-x64.tar.gz) = 633d74e285fcdd55dac2162a2589b6089e9a7b83b653ad78eb71008cf8e0aff9
SHA256 (saw-1.0.0-windows-x64.zip) = 75aa5b7fe39827aa79bd678a7c48d845a3ab4d82850ee12a132ea9cc70e23792
