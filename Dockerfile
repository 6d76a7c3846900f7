# The Functions app for Azure Container Apps.
#   docker build -t attention:1 .
#   docker build -t attention:1-gpu --build-arg FLAVOUR=gpu .
ARG FLAVOUR=cpu

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG FLAVOUR
WORKDIR /source
COPY . .
RUN dotnet publish src/AttentionFunctions --configuration Release --runtime linux-x64 --self-contained false --output /app -p:Gpu=$([ "$FLAVOUR" = gpu ] && echo true || echo false)

FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0 AS cpu

# ONNX Runtime's CUDA provider needs the runtime libraries of CUDA 12 and cuDNN 9; the driver comes from the host.
FROM cpu AS gpu
ADD https://developer.download.nvidia.com/compute/cuda/repos/debian12/x86_64/cuda-keyring_1.1-1_all.deb /tmp/cuda-keyring.deb
RUN dpkg -i /tmp/cuda-keyring.deb \
    && apt-get update \
    && apt-get install --yes --no-install-recommends cuda-cudart-12-8 libcublas-12-8 libcufft-12-8 libcurand-12-8 libcudnn9-cuda-12 \
    && rm -rf /var/lib/apt/lists/* /tmp/cuda-keyring.deb

FROM ${FLAVOUR}
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    FUNCTIONS_WORKER_RUNTIME=dotnet-isolated
COPY --from=build /app /home/site/wwwroot
